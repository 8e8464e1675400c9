/* mpi_tables.h: the tables of both kinds of file that tell of MPI, declared once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * As in rank_tables.h: field, C type, schema type, unit, meaning.
 */
#ifndef RANKPROF_FORMAT_MPI_TABLES_H
#define RANKPROF_FORMAT_MPI_TABLES_H

/* Time in MPI: one row for each (slice, thread, class) that grew. A call that runs counts so far.
 */
#define RP_RANK_MPI_TIMES(_)                                                                       \
    _(slice, uint32_t, RP_U32, "row of /slices", "slice in which it was")                          \
    _(thread, uint32_t, RP_U32, "row of /threads", "thread")                                       \
    _(class, uint16_t, RP_U16, "enum",                                                             \
      "1 point-to-point, 2 completion, 3 collective, 4 neighbourhood, 5 one-sided, 6 input and "   \
      "output, 7 communicators, 8 processes; 9 outside MPI and 10 all between MPI_Init and "       \
      "MPI_Finalize, of the thread that called them; 0: row is not used")                          \
    _(calls, uint64_t, RP_U64, "count", "calls that ended")                                        \
    _(time_ns, uint64_t, RP_U64, "ns", "wall time")                                                \
    _(sent, uint64_t, RP_U64, "bytes", "bytes of the program's buffers that calls gave away")      \
    _(received, uint64_t, RP_U64, "bytes", "bytes of the program's buffers that calls filled")

/* Who exchanged how much with whom: one row for each (slice, process, key) that grew. */
#define RP_RANK_MPI_TRAFFIC(_)                                                                     \
    _(slice, uint32_t, RP_U32, "row of /slices", "slice in which it was")                          \
    _(process, uint32_t, RP_U32, "row of /processes", "process")                                   \
    _(kind, uint16_t, RP_U16, "enum",                                                              \
      "1 messages, 2 one-sided, 3 collective, 4 file, 5 communicator; 0: row is not used")         \
    _(number, uint32_t, RP_U32, "rank or count",                                                   \
      "peer in MPI_COMM_WORLD (4294967294: outside of it); of a communicator: its processes")      \
    _(size, uint16_t, RP_U16, "class",                                                             \
      "bytes of a message or call: 0 none, n from 2^(n-1) to below 2^n")                           \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "function or file")                        \
    _(communicator, uint32_t, RP_U32, "byte of /strings/bytes", "of a collective")                 \
    _(sends, uint64_t, RP_U64, "count", "messages sent, writes, or calls of a collective")         \
    _(sent, uint64_t, RP_U64, "bytes", "bytes sent or written")                                    \
    _(receives, uint64_t, RP_U64, "count", "messages received, or reads")                          \
    _(received, uint64_t, RP_U64, "bytes", "bytes received or read")                               \
    _(time_ns, uint64_t, RP_U64, "ns", "wall time of collectives and of blocking calls on files")

/*
 * The tick log: what threads that call MPI did at chosen moments; docs/mpi.md tells how they are
 * chosen and joined. A call that took part in several things has a row for each.
 */
#define RP_RANK_TICKS(_)                                                                           \
    _(slice, uint32_t, RP_U32, "row of /slices", "slice in which it was read")                     \
    _(thread, uint32_t, RP_U32, "row of /threads", "thread")                                       \
    _(kind, uint16_t, RP_U16, "enum",                                                              \
      "1 level, 2 gap, 3 sample, 4 sleep; a call: 5 of which nothing is known, a collective in "   \
      "which 6 each waits for all, 7 all for the peer, 8 the peer for all, 9 each for some; a "    \
      "message 10 to, 11 from the peer, 12 a collective that is waited for later; 0: row is not "  \
      "used")                                                                                      \
    _(level, uint16_t, RP_U16, "log2", "one in 2^level ticks was recorded")                        \
    _(context, uint32_t, RP_U32, "row of /contexts", "of the call or sample")                      \
    _(start_ns, uint64_t, RP_U64, "ns", "beginning, since the session's start")                    \
    _(end_ns, uint64_t, RP_U64, "ns", "end")                                                       \
    _(posted_ns, uint64_t, RP_U64, "ns", "from when on the thread took part")                      \
    _(communicator, uint64_t, RP_U64, "hash", "identity of the communicator, the same on all")     \
    _(number, uint64_t, RP_U64, "number",                                                          \
      "of the collective on the communicator; of the message among those of the same peer and "    \
      "tag; of a sample its ns of the sampling clock")                                             \
    _(peer, uint32_t, RP_U32, "rank", "in MPI_COMM_WORLD (4294967294: none, or outside of it)")    \
    _(tag, int32_t, RP_I32, "tag", "of a message; of a collective the members of the communicator")

/* The same for all ranks: threads of a rank together, sorted by (rank, slice, class). */
#define RP_CLUSTER_MPI_TIMES(_)                                                                    \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the slice")                           \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the slice")                               \
    _(class, uint16_t, RP_U16, "enum", "as in a rank file")                                        \
    _(calls, uint64_t, RP_U64, "count", "calls that ended")                                        \
    _(time_ns, uint64_t, RP_U64, "ns", "wall time")                                                \
    _(sent, uint64_t, RP_U64, "bytes", "bytes of the program's buffers that calls gave away")      \
    _(received, uint64_t, RP_U64, "bytes", "bytes of the program's buffers that calls filled")

/* Sums over slices and processes, sorted by (rank, kind, number, size, communicator, name). */
#define RP_CLUSTER_MPI_TRAFFIC(_)                                                                  \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(kind, uint16_t, RP_U16, "enum", "as in a rank file")                                         \
    _(number, uint32_t, RP_U32, "rank or count",                                                   \
      "peer in MPI_COMM_WORLD (4294967294: outside of it); of a communicator: its processes")      \
    _(size, uint16_t, RP_U16, "class",                                                             \
      "bytes of a message or call: 0 none, n from 2^(n-1) to below 2^n")                           \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "function or file")                        \
    _(communicator, uint32_t, RP_U32, "byte of /strings/bytes", "of a collective")                 \
    _(sends, uint64_t, RP_U64, "count", "messages sent, writes, or calls of a collective")         \
    _(sent, uint64_t, RP_U64, "bytes", "bytes sent or written")                                    \
    _(receives, uint64_t, RP_U64, "count", "messages received, or reads")                          \
    _(received, uint64_t, RP_U64, "bytes", "bytes received or read")                               \
    _(time_ns, uint64_t, RP_U64, "ns", "wall time of collectives and of blocking calls on files")

/*
 * From the tick logs of all ranks (docs/mpi.md). Times are estimates: what was recorded stands for
 * what was not. Calls of MPI by calling context, and how long somebody was late in them.
 */
#define RP_CLUSTER_MPI_WAITS(_)                                                                    \
    _(context, uint32_t, RP_U32, "row of /contexts", "the call")                                   \
    _(calls, uint64_t, RP_U64, "count", "calls that were looked at")                               \
    _(time_ns, uint64_t, RP_U64, "ns", "wall time in it, sum over ranks")                          \
    _(waited_ns, uint64_t, RP_U64, "ns", "of which ranks waited for others that were late")

/* Who was late while ranks waited in a call, and doing what; sorted by (context, late_...). */
#define RP_CLUSTER_MPI_LATE(_)                                                                     \
    _(context, uint32_t, RP_U32, "row of /contexts", "the call in which ranks waited")             \
    _(late_context, uint32_t, RP_U32, "row of /contexts",                                          \
      "what the late rank did meanwhile; 4294967295: none, for no sample saw it")                  \
    _(late_rank, uint32_t, RP_U32, "row of /ranks", "the late rank")                               \
    _(time_ns, uint64_t, RP_U64, "ns", "waited for it, sum over the ranks that waited")            \
    _(samples, uint64_t, RP_U64, "count", "samples that say so")

/* How much of the time in MPI is waiting, and the rest transfer; sorted by (rank, class). */
#define RP_CLUSTER_MPI_SPLITS(_)                                                                   \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(class, uint32_t, RP_U32, "enum",                                                             \
      "1 collectives, by the least duration of a member; 2 messages")                              \
    _(calls, uint64_t, RP_U64, "count", "calls that were looked at")                               \
    _(time_ns, uint64_t, RP_U64, "ns", "time in them")                                             \
    _(waited_ns, uint64_t, RP_U64, "ns", "of which it waited")

enum rp_split_class { RP_SPLIT_COLLECTIVES = 1, RP_SPLIT_MESSAGES = 2 };

/* How far the clock of a node was ahead of that of node 0; for jobs of several nodes. */
#define RP_CLUSTER_CLOCKS(_)                                                                       \
    _(node, uint32_t, RP_U32, "row of /nodes", "node")                                             \
    _(time_ns, uint64_t, RP_U64, "ns since 1970", "when")                                          \
    _(ahead_ns, double, RP_F64, "ns", "by how much")                                               \
    _(error_ns, uint64_t, RP_U64, "ns", "at most; 18446744073709551615: not known, taken for right")

#endif
