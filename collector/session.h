/* session.h: accepts the agents of one rank and follows their processes until all have ended.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_SESSION_H
#define RANKPROF_COLLECTOR_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/reader/stack_reader.h"
#include "collector/reader/unify.h"
#include "common/segment_control.h"

struct rp_session;

/* All descriptors stay the caller's and must outlive the session. */
struct rp_session_start {
    int listener;      /* from rp_attach_listen() */
    int application;   /* pidfd of the process that becomes the application */
    int wake;          /* rp_session_wait() returns when this is readable; -1: none */
    uint64_t start_ns; /* CLOCK_MONOTONIC */
    bool samples_cpu;  /* the sampling clock is CPU time */
    struct rp_unify *unify;
    struct rp_gpus *gpus; /* NULL: nothing is told of GPUs */
};

enum rp_status rp_session_new(struct rp_session **out, const struct rp_session_start *start);
void rp_session_free(struct rp_session *session); /* NULL is allowed */

/*
 * Takes what happens (attachments, ends of processes) until `deadline_ns` on CLOCK_MONOTONIC, or
 * until the wake descriptor is readable, somebody knocks, the application ends, or the last process
 * ends.
 */
void rp_session_wait(struct rp_session *session, uint64_t deadline_ns);

/* False when the application and every process that attached have ended. */
bool rp_session_running(const struct rp_session *session);

bool rp_session_application_ended(const struct rp_session *session);

uint64_t rp_session_attached(const struct rp_session *session); /* program images so far */

/* Fetches what would be overwritten before the slice ends. */
void rp_session_fetch(struct rp_session *session);

/* After a drain: adds where all threads are; tells how their MPI calls get on (stack_reader.h). */
enum rp_status rp_session_note_stacks(struct rp_session *session, enum rp_stack_kind kind,
                                      uint64_t command);
struct rp_mpi_pulse rp_session_pulse(const struct rp_session *session);

/* Asks this of all processes, and of those that attach from now on. */
void rp_session_ask(struct rp_session *session, const struct rp_segment_control *asked);

/*
 * Reads all live processes, stores what was learnt since the last call in the counters of *slice,
 * and sets its `processes`. RP_E_NOMEM when something had to be left out.
 */
enum rp_status rp_session_drain(struct rp_session *session, struct rp_rank_slice *slice);

#endif
