/* process.h: one process that attached, from its attachment to its end.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_READER_PROCESS_H
#define RANKPROF_COLLECTOR_READER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "collector/reader/attach.h"
#include "collector/reader/oom.h"
#include "collector/reader/segment_reader.h"
#include "collector/reader/unify.h"

struct rp_process;

/* What all processes of a session share. */
struct rp_process_scope {
    struct rp_segment_scope segments;
    bool samples_cpu; /* the sampling clock is CPU time */
    struct rp_oom oom;
};

/*
 * Takes the descriptors of `attachment`, also on failure. `by_exec`: the process was followed
 * already, as another program; what it used until now belongs to that one.
 */
enum rp_status rp_process_new(struct rp_process **out, const struct rp_attachment *attachment,
                              bool by_exec, const struct rp_process_scope *scope);
void rp_process_free(struct rp_process *process); /* NULL is allowed */

pid_t rp_process_pid(const struct rp_process *process);
int rp_process_pidfd(const struct rp_process *process); /* -1 when it had ended before */
bool rp_process_has_ended(const struct rp_process *process);

/* True when `pidfd` stands for the same process, not for a later one with its number. */
bool rp_process_is(const struct rp_process *process, int pidfd);

/* Asks it of the process, whose threads follow when they are sampled next. */
void rp_process_ask(struct rp_process *process, const struct rp_segment_control *asked);

/* Reads what the process did since the last call. */
enum rp_status rp_process_drain(struct rp_process *process, struct rp_rank_slice *ledger);

/* After a drain: adds where its threads are; adds how its MPI calls get on (stack_reader.h). */
enum rp_status rp_process_note_stacks(struct rp_process *process, enum rp_stack_kind kind,
                                      uint64_t command);
void rp_process_pulse(const struct rp_process *process, struct rp_mpi_pulse *pulse);

/* Reads what would be overwritten before the next slice. */
enum rp_status rp_process_fetch(struct rp_process *process, struct rp_rank_slice *ledger);

/* The last drain, and the row of /ends, after the process has ended. */
enum rp_status rp_process_finish(struct rp_process *process, struct rp_rank_slice *ledger);

/* The same for a program image that `next`, an image of the same process, has replaced. */
enum rp_status rp_process_finish_exec(struct rp_process *process, struct rp_process *next,
                                      struct rp_rank_slice *ledger);

#endif
