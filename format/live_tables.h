/* live_tables.h: the tables of both kinds of file that tell what was asked of a running job.
 * SPDX-License-Identifier: Apache-2.0
 *
 * As in rank_tables.h: field, C type, schema type, unit, meaning.
 */
#ifndef RANKPROF_FORMAT_LIVE_TABLES_H
#define RANKPROF_FORMAT_LIVE_TABLES_H

/* What `rankprof ctl` asked for, once the collector did it. A slice ends with each. */
#define RP_RANK_MARKS(_)                                                                           \
    _(kind, uint16_t, RP_U16, "enum",                                                              \
      "1 a mark, 2 samples on, 3 off, 4 another rate, 5 another length of slices, 6 stacks; 0: "   \
      "row is not used")                                                                           \
    _(time_ns, uint64_t, RP_U64, "ns", "when it was done, since the session's start")              \
    _(command, uint64_t, RP_U64, "number", "identity of the command, the same on all ranks")       \
    _(value, uint64_t, RP_U64, "as the kind says", "a rate in 1/1000 Hz; a length in ns")          \
    _(text, uint32_t, RP_U32, "byte of /strings/bytes", "of a mark")

/* Why stacks were noted. */
enum rp_stack_kind {
    RP_STACK_NONE = 0,
    RP_STACK_ASKED = 1,
    RP_STACK_STUCK = 2,
    RP_STACK_KILLED = 3,
    RP_STACK_KIND_COUNT
};

/* Where each thread was at a moment: asked for, or when the rank was stuck, or was killed. */
#define RP_RANK_STACKS(_)                                                                          \
    _(kind, uint16_t, RP_U16, "enum",                                                              \
      "why: 1 somebody asked, 2 the rank was stuck in MPI, 3 a signal ended the process; 0: row "  \
      "is not used")                                                                               \
    _(state, uint16_t, RP_U16, "enum",                                                             \
      "of the thread, a letter as in proc(5): 82 runs, 83 waits; 0: not known")                    \
    _(time_ns, uint64_t, RP_U64, "ns", "when it was there, since the session's start")             \
    _(command, uint64_t, RP_U64, "number", "identity of the command that asked, or 0")             \
    _(thread, uint32_t, RP_U32, "row of /threads", "thread")                                       \
    _(context, uint32_t, RP_U32, "row of /contexts",                                               \
      "the MPI call that it was in, or else where its newest sample found it")                     \
    _(since_ns, uint64_t, RP_U64, "ns", "when that call began, or that sample was taken")          \
    _(awaits, uint16_t, RP_U16, "enum",                                                            \
      "what the call waits for, by its arguments, as the kind of a tick; 0: not known")            \
    _(communicator, uint32_t, RP_U32, "byte of /strings/bytes", "of what is waited for")           \
    _(number, uint64_t, RP_U64, "number", "of a collective on it, from 1 on; 0: not known")        \
    _(peer, uint32_t, RP_U32, "rank in MPI_COMM_WORLD",                                            \
      "other side of a message, or root; 4294967294: not in it; 4294967293: any")                  \
    _(tag, int32_t, RP_I32, "tag", "of a message")

/* The same for all ranks, sorted by (rank, time_ns). */
#define RP_CLUSTER_MARKS(_)                                                                        \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(time_ns, uint64_t, RP_U64, "ns since 1970", "when it was done there")                        \
    _(kind, uint16_t, RP_U16, "enum", "as in a rank file")                                         \
    _(command, uint64_t, RP_U64, "number", "identity of the command, the same on all ranks")       \
    _(value, uint64_t, RP_U64, "as the kind says", "a rate in 1/1000 Hz; a length in ns")          \
    _(text, uint32_t, RP_U32, "byte of /strings/bytes", "of a mark")

#endif
