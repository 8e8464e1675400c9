/* cluster_tables.h: every table and attribute of a cluster file, declared once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The same conventions as rank_tables.h; here no row is unused, and every text is an offset into
 * /strings/bytes.
 */
#ifndef RANKPROF_FORMAT_CLUSTER_TABLES_H
#define RANKPROF_FORMAT_CLUSTER_TABLES_H

#include "format/rank_tables.h"

/* One tree for all ranks. Row 0 is the root; a parent's row number is smaller than its child's. */
#define RP_CLUSTER_CONTEXTS(_)                                                                     \
    _(parent, uint32_t, RP_U32, "row of /contexts",                                                \
      "calling context that this one is called from")                                              \
    _(kind, uint16_t, RP_U16, "enum", "what the context stands for")                               \
    _(module, uint32_t, RP_U32, "row of /modules", "module of the code address; 4294967295: none") \
    _(offset, uint64_t, RP_U64, "ELF virtual address",                                             \
      "code address within the module; of a context that has a name: tells it from others")        \
    _(function, uint32_t, RP_U32, "row of /functions",                                             \
      "function that holds the address; 4294967295: none")                                         \
    _(file, uint32_t, RP_U32, "byte of /strings/bytes", "source file, empty when not known")       \
    _(line, uint32_t, RP_U32, "line", "source line, 0 when not known")

#define RP_CLUSTER_FUNCTIONS(_)                                                                    \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "name for people, demangled")              \
    _(linkage_name, uint32_t, RP_U32, "byte of /strings/bytes", "name in the symbol table")        \
    _(module, uint32_t, RP_U32, "row of /modules", "4294967295: none")                             \
    _(file, uint32_t, RP_U32, "byte of /strings/bytes", "source file of its declaration or empty") \
    _(line, uint32_t, RP_U32, "line", "source line of its declaration, 0 when not known")          \
    _(resolved, uint16_t, RP_U16, "boolean",                                                       \
      "1: a symbol was found; 0: named by module and address")

/*
 * Statistics over ALL ranks: one without a value counts as zero. A quantile q is the smallest value
 * that at least this share of the ranks does not exceed (Hyndman and Fan 1996, type 1: the value of
 * a rank, never between two). mad: the same median of the distances from q50.
 */
#define RP_STATISTIC_COLUMNS(_)                                                                    \
    _(sum, uint64_t, RP_U64, "unit of the metric", "sum over ranks")                               \
    _(mean, double, RP_F64, "unit of the metric", "sum divided by the number of ranks")            \
    _(min, uint64_t, RP_U64, "unit of the metric", "smallest value of a rank")                     \
    _(max, uint64_t, RP_U64, "unit of the metric", "largest value of a rank")                      \
    _(stddev, double, RP_F64, "unit of the metric",                                                \
      "standard deviation over all ranks (population)")                                            \
    _(max_rank, uint32_t, RP_U32, "rank", "the rank of max; the lowest when several")              \
    _(ranks, uint32_t, RP_U32, "count", "ranks with a value above zero")                           \
    _(q01, uint64_t, RP_U64, "unit of the metric", "0.01 quantile over all ranks")                 \
    _(q05, uint64_t, RP_U64, "unit of the metric", "0.05 quantile")                                \
    _(q25, uint64_t, RP_U64, "unit of the metric", "0.25 quantile")                                \
    _(q50, uint64_t, RP_U64, "unit of the metric", "median over all ranks")                        \
    _(q75, uint64_t, RP_U64, "unit of the metric", "0.75 quantile")                                \
    _(q95, uint64_t, RP_U64, "unit of the metric", "0.95 quantile")                                \
    _(q99, uint64_t, RP_U64, "unit of the metric", "0.99 quantile")                                \
    _(mad, uint64_t, RP_U64, "unit of the metric",                                                 \
      "median of the ranks' distances from q50: a spread that outliers do not move")

/* What is enough where there are many rows. */
#define RP_BRIEF_COLUMNS(_)                                                                        \
    _(sum, uint64_t, RP_U64, "unit of the metric", "sum over its ranks")                           \
    _(max, uint64_t, RP_U64, "unit of the metric", "largest value of a rank")                      \
    _(max_rank, uint32_t, RP_U32, "rank", "the rank of max; the lowest when several")

/* Of exclusive values. */
#define RP_CLUSTER_STATISTICS(_)                                                                   \
    _(context, uint32_t, RP_U32, "row of /contexts", "calling context")                            \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric")                                       \
    RP_STATISTIC_COLUMNS(_)

/* Exclusive values, sorted by (rank, context, metric); zero values are left out. */
#define RP_CLUSTER_VALUES(_)                                                                       \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(context, uint32_t, RP_U32, "row of /contexts", "calling context")                            \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric")                                       \
    _(value, uint64_t, RP_U64, "unit of the metric", "sum over slices and threads")

/* The same values, sorted by (context, metric, rank). */
#define RP_CLUSTER_VALUES_BY_CONTEXT(_)                                                            \
    _(context, uint32_t, RP_U32, "row of /contexts", "calling context")                            \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric")                                       \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(value, uint64_t, RP_U64, "unit of the metric", "sum over slices and threads")

/* Sum over contexts in each slice, sorted by (rank, slice, metric). */
#define RP_CLUSTER_SERIES(_)                                                                       \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the slice")                           \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the slice")                               \
    _(metric, uint16_t, RP_U16, "row of /metrics", "metric")                                       \
    _(value, uint64_t, RP_U64, "unit of the metric", "sum over contexts and threads")

/* What the kernel accounted to each rank in each slice, sorted by (rank, start_ns). */
#define RP_CLUSTER_USAGE(_)                                                                        \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the slice")                           \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the slice")                               \
    _(kernel_cpu_ns, uint64_t, RP_U64, "ns", "CPU time the kernel accounted to the processes")     \
    RP_RANK_USAGE(_)

/* One row a rank file, sorted by rank. The times and the ledger are sums over the file's slices. */
#define RP_CLUSTER_RANKS(_)                                                                        \
    _(rank, uint32_t, RP_U32, "rank", "rank in the job")                                           \
    _(local_rank, uint32_t, RP_U32, "rank", "rank within its node")                                \
    _(node, uint32_t, RP_U32, "row of /nodes", "node it ran on")                                   \
    _(path, uint32_t, RP_U32, "byte of /strings/bytes", "name of the rank file")                   \
    _(state, uint16_t, RP_U16, "enum",                                                             \
      "1 complete, 2 partial (its collector was killed or is still writing)")                      \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the session")                         \
    _(wall_ns, uint64_t, RP_U64, "ns", "from the session's start to the end of the last slice")    \
    _(slices, uint64_t, RP_U64, "count", "whole slices")                                           \
    _(processes, uint32_t, RP_U32, "count", "process images seen")                                 \
    _(threads, uint32_t, RP_U32, "count", "threads seen")                                          \
    _(end_how, uint16_t, RP_U16, "enum",                                                           \
      "end of the first process: 1 exit, 2 signal, 3 exec, 4 unknown, 0 none")                     \
    _(end_status, int32_t, RP_I32, "exit status or signal", "-1: not known")                       \
    _(samples, uint64_t, RP_U64, "count", "samples taken")                                         \
    _(partial, uint64_t, RP_U64, "count", "samples whose stack was not followed to its start")     \
    _(blocked, uint64_t, RP_U64, "count", "samples that fell into the profiler's own code")        \
    _(unnamed, uint64_t, RP_U64, "count", "samples with interpreted frames that cannot be told")   \
    _(overruns, uint64_t, RP_U64, "count", "timer expirations merged into a later sample")         \
    _(spared, uint64_t, RP_U64, "count", "samples not taken, to stay within the budget")           \
    _(overflow_samples, uint64_t, RP_U64, "count", "samples taken because a counter overflowed")   \
    _(sampled_ns, uint64_t, RP_U64, "ns", "time of the sampling clock that samples stand for")     \
    _(refused_contexts, uint64_t, RP_U64, "count", "samples given to an ancestor, tree full")      \
    _(refused_threads, uint64_t, RP_U64, "count", "threads that could not be sampled")             \
    _(refused_events, uint64_t, RP_U64, "count", "times that a thread got no counter of an event") \
    _(refused_processes, uint64_t, RP_U64, "count", "processes that could not be followed")        \
    _(damaged, uint64_t, RP_U64, "count", "entries left out because they could not be true")       \
    _(handler_ns, uint64_t, RP_U64, "ns", "time spent in the signal handler")                      \
    _(collector_cpu_ns, uint64_t, RP_U64, "ns", "CPU time of the collector")                       \
    _(kernel_cpu_ns, uint64_t, RP_U64, "ns", "CPU time the kernel accounted to the processes")     \
    _(off_cpu_ns, uint64_t, RP_U64, "ns", "time of threads in which they did not run")             \
    _(refused_traffic, uint64_t, RP_U64, "count", "MPI exchanges not told by peer, table full")    \
    _(refused_ticks, uint64_t, RP_U64, "count", "rows of the tick log beyond what is allowed")

#define RP_CLUSTER_NODES(_) _(name, uint32_t, RP_U32, "byte of /strings/bytes", "host name")

#define RP_CLUSTER_PROCESSES(_)                                                                    \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(pid, int32_t, RP_I32, "process id", "on its node")                                           \
    _(parent_pid, int32_t, RP_I32, "process id", "of the parent at the start")                     \
    _(start_ns, uint64_t, RP_U64, "ns", "since the rank's session start")                          \
    _(end_ns, uint64_t, RP_U64, "ns", "since the rank's session start; 0: not known")              \
    _(how, uint16_t, RP_U16, "enum", "1 exit, 2 signal, 3 exec, 4 unknown, 0 still alive")         \
    _(status, int32_t, RP_I32, "exit status or signal", "-1: not known")                           \
    _(kernel_cpu_ns, uint64_t, RP_U64, "ns", "CPU time the kernel accounted to it; 0: not known")  \
    _(executable, uint32_t, RP_U32, "byte of /strings/bytes", "path of the program")               \
    _(command, uint32_t, RP_U32, "byte of /strings/bytes", "its arguments")                        \
    _(source, uint32_t, RP_U32, "byte of /strings/bytes", "sampling source used, or why none")     \
    _(remark, uint32_t, RP_U32, "byte of /strings/bytes", "why better sources were refused")

/* Identity of hosts, programs and job: equal (key, value) pairs of a rank file's /identity. */
#define RP_CLUSTER_IDENTITIES(_)                                                                   \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(key, uint32_t, RP_U32, "byte of /strings/bytes", "what")                                     \
    _(value, uint32_t, RP_U32, "byte of /strings/bytes", "its value on that rank")

/* Files that were not merged, and what was wrong with those that were. */
#define RP_CLUSTER_REMARKS(_)                                                                      \
    _(path, uint32_t, RP_U32, "byte of /strings/bytes", "rank file")                               \
    _(left_out, uint16_t, RP_U16, "boolean", "1: nothing of it is in this file")                   \
    _(text, uint32_t, RP_U32, "byte of /strings/bytes", "one sentence")

/* /metrics and /modules as in a rank file, but one row for all ranks. */
#define RP_CLUSTER_METRICS(_)                                                                      \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "cpu_time, samples, or an event's name")   \
    _(unit, uint32_t, RP_U32, "byte of /strings/bytes", "ns, count, bytes")                        \
    _(source, uint32_t, RP_U32, "byte of /strings/bytes", "who counts it: timer, papi, rusage")    \
    _(counted_ranks, uint32_t, RP_U32, "count", "ranks that counted it")                           \
    _(refused_ranks, uint32_t, RP_U32, "count", "ranks where it was refused")                      \
    _(dead_ranks, uint32_t, RP_U32, "count", "ranks where it stayed 0 while the program ran")      \
    _(multiplexed_ranks, uint32_t, RP_U32, "count", "ranks where it shared a hardware counter")    \
    _(reason, uint32_t, RP_U32, "byte of /strings/bytes",                                          \
      "why refused on the lowest such rank, or a remark")

/* The modules of each rank, in the order of the ranks; path: on that rank. */
#define RP_CLUSTER_RANK_MODULES(_)                                                                 \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(module, uint32_t, RP_U32, "row of /modules", "what it had mapped")                           \
    _(path, uint32_t, RP_U32, "byte of /strings/bytes", "file it was mapped from")

#define RP_CLUSTER_MODULES(_)                                                                      \
    _(path, uint32_t, RP_U32, "byte of /strings/bytes",                                            \
      "file it was mapped from on the lowest rank")                                                \
    _(build_id, uint32_t, RP_U32, "byte of /strings/bytes",                                        \
      "GNU build-id in hexadecimal, or empty")                                                     \
    _(symbols, uint16_t, RP_U16, "enum",                                                           \
      "1 full debug information, 2 symbol table, 3 dynamic symbols only, 4 file not found, 5 "     \
      "file found with another build-id")                                                          \
    _(ranks, uint32_t, RP_U32, "count", "ranks that had it mapped")

#include "format/summary_tables.h"

#define RP_CLUSTER_TABLES(_)                                                                       \
    _(context, "contexts", RP_CLUSTER_CONTEXTS)                                                    \
    _(function, "functions", RP_CLUSTER_FUNCTIONS)                                                 \
    _(statistic, "statistics", RP_CLUSTER_STATISTICS)                                              \
    _(value, "values", RP_CLUSTER_VALUES)                                                          \
    _(context_value, "values_by_context", RP_CLUSTER_VALUES_BY_CONTEXT)                            \
    _(series, "series", RP_CLUSTER_SERIES)                                                         \
    _(usage, "usage", RP_CLUSTER_USAGE)                                                            \
    _(mpi_time, "mpi_times", RP_CLUSTER_MPI_TIMES)                                                 \
    _(mpi_traffic, "mpi_traffic", RP_CLUSTER_MPI_TRAFFIC)                                          \
    _(mpi_wait, "mpi_waits", RP_CLUSTER_MPI_WAITS)                                                 \
    _(mpi_late, "mpi_late", RP_CLUSTER_MPI_LATE)                                                   \
    _(mpi_split, "mpi_splits", RP_CLUSTER_MPI_SPLITS)                                              \
    _(clock, "clocks", RP_CLUSTER_CLOCKS)                                                          \
    _(gpu, "gpus", RP_CLUSTER_GPUS)                                                                \
    _(gpu_idle, "gpu_idle", RP_CLUSTER_GPU_IDLE)                                                   \
    _(gpu_operation, "gpu_operations", RP_CLUSTER_GPU_OPERATIONS)                                  \
    _(gpu_time, "gpu_times", RP_CLUSTER_GPU_TIMES)                                                 \
    _(gpu_series, "gpu_series", RP_CLUSTER_GPU_SERIES)                                             \
    _(gpu_state, "gpu_states", RP_CLUSTER_GPU_STATES)                                              \
    _(sensor, "sensors", RP_CLUSTER_SENSORS)                                                       \
    _(reading, "readings", RP_CLUSTER_READINGS)                                                    \
    _(rank, "ranks", RP_CLUSTER_RANKS)                                                             \
    _(node, "nodes", RP_CLUSTER_NODES)                                                             \
    _(process, "processes", RP_CLUSTER_PROCESSES)                                                  \
    _(identity, "identities", RP_CLUSTER_IDENTITIES)                                               \
    _(mark, "marks", RP_CLUSTER_MARKS)                                                             \
    _(remark, "remarks", RP_CLUSTER_REMARKS)                                                       \
    _(metric, "metrics", RP_CLUSTER_METRICS)                                                       \
    _(module, "modules", RP_CLUSTER_MODULES)                                                       \
    _(rank_module, "rank_modules", RP_CLUSTER_RANK_MODULES)                                        \
    RP_SUMMARY_TABLES(_)

#define RP_CLUSTER_ROW(name, group, list)                                                          \
    struct rp_cluster_##name {                                                                     \
        list(RP_ROW_FIELD)                                                                         \
    };
RP_CLUSTER_TABLES(RP_CLUSTER_ROW)
#undef RP_CLUSTER_ROW

enum rp_rank_state { RP_RANK_COMPLETE = 1, RP_RANK_PARTIAL = 2 };

enum rp_module_symbols {
    RP_SYMBOLS_DEBUG = 1,
    RP_SYMBOLS_TABLE = 2,
    RP_SYMBOLS_DYNAMIC = 3,
    RP_SYMBOLS_NO_FILE = 4,
    RP_SYMBOLS_OTHER_FILE = 5,
};

/* Attributes of the group /session; texts are attributes of /session too: "job", "command". */
#define RP_CLUSTER_SESSION(_)                                                                      \
    _(ranks_expected, uint32_t, RP_U32, "count", "size of the job as its ranks were told")         \
    _(ranks_merged, uint32_t, RP_U32, "count", "rank files in this file")                          \
    _(files_left_out, uint32_t, RP_U32, "count", "rank files that could not be used")              \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "earliest start of a rank")                     \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "latest end of a rank")                           \
    _(slice_ns, uint64_t, RP_U64, "ns", "asked length of a slice")                                 \
    _(rate_millihertz, uint64_t, RP_U64, "1/1000 Hz", "asked sampling rate")                       \
    _(budget_millionths, uint64_t, RP_U64, "1/1000000",                                            \
      "share of a thread's time that samples may take")

struct rp_cluster_session {
    RP_CLUSTER_SESSION(RP_ROW_FIELD)
};

#endif
