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
      "1 a mark, 2 samples on, 3 off, 4 another rate, 5 another length of slices; 0: row is not "  \
      "used")                                                                                      \
    _(time_ns, uint64_t, RP_U64, "ns", "when it was done, since the session's start")              \
    _(command, uint64_t, RP_U64, "number", "identity of the command, the same on all ranks")       \
    _(value, uint64_t, RP_U64, "as the kind says", "a rate in 1/1000 Hz; a length in ns")          \
    _(text, uint32_t, RP_U32, "byte of /strings/bytes", "of a mark")

/* The same for all ranks, sorted by (rank, time_ns). */
#define RP_CLUSTER_MARKS(_)                                                                        \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(time_ns, uint64_t, RP_U64, "ns since 1970", "when it was done there")                        \
    _(kind, uint16_t, RP_U16, "enum", "as in a rank file")                                         \
    _(command, uint64_t, RP_U64, "number", "identity of the command, the same on all ranks")       \
    _(value, uint64_t, RP_U64, "as the kind says", "a rate in 1/1000 Hz; a length in ns")          \
    _(text, uint32_t, RP_U32, "byte of /strings/bytes", "of a mark")

#endif
