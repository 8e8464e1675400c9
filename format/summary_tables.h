/* summary_tables.h: the tables of /summary in a cluster file: what reports show, already added up.
 * SPDX-License-Identifier: Apache-2.0
 *
 * As in cluster_tables.h. A row is there when a rank has a value above zero. Times are those of
 * equal stretches from the start of the job, at most 512, none shorter than a slice; a slice gives
 * each stretch what falls into it in proportion to the time.
 */
#ifndef RANKPROF_FORMAT_SUMMARY_TABLES_H
#define RANKPROF_FORMAT_SUMMARY_TABLES_H

#define RP_SUMMARY_FUNCTIONS(_)                                                                    \
    _(function, uint32_t, RP_U32, "row of /functions", "function")                                 \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric, exclusive of callees")                 \
    RP_STATISTIC_COLUMNS(_)

#define RP_SUMMARY_FUNCTIONS_INCLUSIVE(_)                                                          \
    _(function, uint32_t, RP_U32, "row of /functions", "function")                                 \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric, with callees; recursion counts once")  \
    RP_STATISTIC_COLUMNS(_)

#define RP_SUMMARY_JOB(_)                                                                          \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric, of everything that a rank did")        \
    RP_STATISTIC_COLUMNS(_)

#define RP_SUMMARY_NODES(_)                                                                        \
    _(node, uint32_t, RP_U32, "row of /nodes", "node")                                             \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric; the statistics are over its ranks")    \
    RP_STATISTIC_COLUMNS(_)

#define RP_SUMMARY_TIMES(_)                                                                        \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the stretch")                         \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the stretch")                             \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric")                                       \
    RP_STATISTIC_COLUMNS(_)

#define RP_SUMMARY_NODE_TIMES(_)                                                                   \
    _(node, uint32_t, RP_U32, "row of /nodes", "node")                                             \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the stretch")                         \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the stretch")                             \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric")                                       \
    RP_BRIEF_COLUMNS(_)

/* Ranks in at most 512 groups of neighbours, for a picture of ranks over time. */
#define RP_SUMMARY_RANK_TIMES(_)                                                                   \
    _(rank, uint32_t, RP_U32, "row of /ranks", "first rank of the group")                          \
    _(group, uint32_t, RP_U32, "count", "ranks of the group")                                      \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the stretch")                         \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the stretch")                             \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric")                                       \
    RP_BRIEF_COLUMNS(_)

#define RP_SUMMARY_MPI_CLASSES(_)                                                                  \
    _(class, uint16_t, RP_U16, "enum", "as in /mpi_times; the statistics are of its time in ns")   \
    RP_STATISTIC_COLUMNS(_)

#define RP_SUMMARY_MPI_CLASS_TIMES(_)                                                              \
    _(class, uint16_t, RP_U16, "enum", "as in /mpi_times; the statistics are of its time in ns")   \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the stretch")                         \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the stretch")                             \
    RP_STATISTIC_COLUMNS(_)

#define RP_SUMMARY_TABLES(_)                                                                       \
    _(function_summary, "summary/functions", RP_SUMMARY_FUNCTIONS)                                 \
    _(inclusive_summary, "summary/functions_inclusive", RP_SUMMARY_FUNCTIONS_INCLUSIVE)            \
    _(job_summary, "summary/job", RP_SUMMARY_JOB)                                                  \
    _(node_summary, "summary/nodes", RP_SUMMARY_NODES)                                             \
    _(time_summary, "summary/times", RP_SUMMARY_TIMES)                                             \
    _(node_time, "summary/node_times", RP_SUMMARY_NODE_TIMES)                                      \
    _(rank_time, "summary/rank_times", RP_SUMMARY_RANK_TIMES)                                      \
    _(mpi_class, "summary/mpi_classes", RP_SUMMARY_MPI_CLASSES)                                    \
    _(mpi_class_time, "summary/mpi_class_times", RP_SUMMARY_MPI_CLASS_TIMES)

#endif
