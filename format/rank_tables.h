/* rank_tables.h: every table and attribute of a rank file, declared once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A table is an HDF5 group; each field below is one column, a one-dimensional dataset of that
 * name. Row structs, schema table, writer, reader, checker and docs/format.md all come from these
 * lists. Line: field, C type, schema type, unit, meaning.
 */
#ifndef RANKPROF_FORMAT_RANK_TABLES_H
#define RANKPROF_FORMAT_RANK_TABLES_H

#include <stdint.h>

#include "format/gpu_tables.h"
#include "format/live_tables.h"
#include "format/mpi_tables.h"

#define RP_FORMAT_MAJOR 1u
#define RP_FORMAT_MINOR 0u

#define RP_NO_ROW UINT32_MAX /* "none" in a column that holds row numbers */

/* Calling contexts of the rank, one tree for all its threads. Row 0 is the root. */
#define RP_RANK_CONTEXTS(_)                                                                        \
    _(parent, uint32_t, RP_U32, "row of /contexts",                                                \
      "calling context that this one is called from; the root's is itself")                        \
    _(kind, uint16_t, RP_U16, "enum", "what the context stands for; 0: row is not used")           \
    _(module, uint32_t, RP_U32, "row of /modules", "module of the code address; 4294967295: none") \
    _(offset, uint64_t, RP_U64, "ELF virtual address",                                             \
      "code address in the module; of an MPI call, a region or an interpreted frame: its name, a " \
      "byte of /strings/bytes")                                                                    \
    _(file, uint32_t, RP_U32, "byte of /strings/bytes",                                            \
      "source file of an interpreted frame, else empty")                                           \
    _(line, uint32_t, RP_U32, "line", "source line of an interpreted frame, 0: none")

/* What was added in a slice: one row for each (thread, context, metric) that grew. */
#define RP_RANK_VALUES(_)                                                                          \
    _(slice, uint32_t, RP_U32, "row of /slices", "slice in which the value grew")                  \
    _(thread, uint32_t, RP_U32, "row of /threads", "thread that did it")                           \
    _(context, uint32_t, RP_U32, "row of /contexts", "calling context, exclusive of its callees")  \
    _(metric, uint16_t, RP_U16, "row of /metrics", "what grew")                                    \
    _(delta, uint64_t, RP_U64, "unit of the metric", "by how much; 0: row is not used")

/* What the kernel accounts to the processes of the rank, besides CPU time; sums over them. */
#define RP_RANK_USAGE(_)                                                                           \
    _(minor_faults, uint64_t, RP_U64, "count", "page faults that the memory could answer")         \
    _(major_faults, uint64_t, RP_U64, "count", "page faults that needed a file or swap")           \
    _(switches, uint64_t, RP_U64, "count", "context switches because a thread waited")             \
    _(preemptions, uint64_t, RP_U64, "count",                                                      \
      "context switches although the thread could have gone on")                                   \
    _(cpu_wait_ns, uint64_t, RP_U64, "ns", "threads ready to run to which no CPU was given")       \
    _(read_bytes, uint64_t, RP_U64, "bytes", "read by system calls")                               \
    _(written_bytes, uint64_t, RP_U64, "bytes", "written by system calls")                         \
    _(throttled_ns, uint64_t, RP_U64, "ns",                                                        \
      "the CPU limit of a control group held them back, as long as it did in the one it did most") \
    _(resident_bytes, uint64_t, RP_U64, "bytes",                                                   \
      "memory in use at the end of the slice; 0: none lived then")

/*
 * The commit record of each slice, written last: which rows of every other table belong to it, and
 * the quality ledger. Times are ns since the session's start on the monotonic clock.
 */
#define RP_RANK_SLICES(_)                                                                          \
    _(start_ns, uint64_t, RP_U64, "ns", "start of the slice")                                      \
    _(end_ns, uint64_t, RP_U64, "ns", "end of the slice; 0: row is not used")                      \
    _(contexts_first, uint64_t, RP_U64, "row of /contexts", "first row added in this slice")       \
    _(contexts_count, uint64_t, RP_U64, "rows", "rows of /contexts added in this slice")           \
    _(values_first, uint64_t, RP_U64, "row of /values", "first row added in this slice")           \
    _(values_count, uint64_t, RP_U64, "rows", "rows of /values added in this slice")               \
    _(threads_first, uint64_t, RP_U64, "row of /threads", "first row added in this slice")         \
    _(threads_count, uint64_t, RP_U64, "rows", "rows of /threads added in this slice")             \
    _(processes_first, uint64_t, RP_U64, "row of /processes", "first row added in this slice")     \
    _(processes_count, uint64_t, RP_U64, "rows", "rows of /processes added in this slice")         \
    _(ends_first, uint64_t, RP_U64, "row of /ends", "first row added in this slice")               \
    _(ends_count, uint64_t, RP_U64, "rows", "rows of /ends added in this slice")                   \
    _(modules_first, uint64_t, RP_U64, "row of /modules", "first row added in this slice")         \
    _(modules_count, uint64_t, RP_U64, "rows", "rows of /modules added in this slice")             \
    _(metrics_first, uint64_t, RP_U64, "row of /metrics", "first row added in this slice")         \
    _(metrics_count, uint64_t, RP_U64, "rows", "rows of /metrics added in this slice")             \
    _(generated_first, uint64_t, RP_U64, "row of /generated", "first row added in this slice")     \
    _(generated_count, uint64_t, RP_U64, "rows", "rows of /generated added in this slice")         \
    _(mpi_times_first, uint64_t, RP_U64, "row of /mpi_times", "first row added in this slice")     \
    _(mpi_times_count, uint64_t, RP_U64, "rows", "rows of /mpi_times added in this slice")         \
    _(mpi_traffic_first, uint64_t, RP_U64, "row of /mpi_traffic", "first row added in this slice") \
    _(mpi_traffic_count, uint64_t, RP_U64, "rows", "rows of /mpi_traffic added in this slice")     \
    _(ticks_first, uint64_t, RP_U64, "row of /ticks", "first row added in this slice")             \
    _(ticks_count, uint64_t, RP_U64, "rows", "rows of /ticks added in this slice")                 \
    _(gpus_first, uint64_t, RP_U64, "row of /gpus", "first row added in this slice")               \
    _(gpus_count, uint64_t, RP_U64, "rows", "rows of /gpus added in this slice")                   \
    _(gpu_states_first, uint64_t, RP_U64, "row of /gpu_states", "first row added in this slice")   \
    _(gpu_states_count, uint64_t, RP_U64, "rows", "rows of /gpu_states added in this slice")       \
    _(gpu_operations_first, uint64_t, RP_U64, "row of /gpu_operations",                            \
      "first row added in this slice")                                                             \
    _(gpu_operations_count, uint64_t, RP_U64, "rows",                                              \
      "rows of /gpu_operations added in this slice")                                               \
    _(gpu_times_first, uint64_t, RP_U64, "row of /gpu_times", "first row added in this slice")     \
    _(gpu_times_count, uint64_t, RP_U64, "rows", "rows of /gpu_times added in this slice")         \
    _(gpu_events_first, uint64_t, RP_U64, "row of /gpu_events", "first row added in this slice")   \
    _(gpu_events_count, uint64_t, RP_U64, "rows", "rows of /gpu_events added in this slice")       \
    _(sensors_first, uint64_t, RP_U64, "row of /sensors", "first row added in this slice")         \
    _(sensors_count, uint64_t, RP_U64, "rows", "rows of /sensors added in this slice")             \
    _(readings_first, uint64_t, RP_U64, "row of /readings", "first row added in this slice")       \
    _(readings_count, uint64_t, RP_U64, "rows", "rows of /readings added in this slice")           \
    _(marks_first, uint64_t, RP_U64, "row of /marks", "first row added in this slice")             \
    _(marks_count, uint64_t, RP_U64, "rows", "rows of /marks added in this slice")                 \
    _(stacks_first, uint64_t, RP_U64, "row of /stacks", "first row added in this slice")           \
    _(stacks_count, uint64_t, RP_U64, "rows", "rows of /stacks added in this slice")               \
    _(strings_first, uint64_t, RP_U64, "byte of /strings/bytes", "first byte added in this slice") \
    _(strings_count, uint64_t, RP_U64, "bytes", "bytes of /strings/bytes added in this slice")     \
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
    _(damaged, uint64_t, RP_U64, "count", "entries of a segment that could not be true")           \
    _(handler_ns, uint64_t, RP_U64, "ns", "time spent in the signal handler")                      \
    _(collector_cpu_ns, uint64_t, RP_U64, "ns", "CPU time of the collector")                       \
    _(kernel_cpu_ns, uint64_t, RP_U64, "ns", "CPU time the kernel accounted to the processes")     \
    _(off_cpu_ns, uint64_t, RP_U64, "ns", "time of threads in which they did not run")             \
    _(refused_traffic, uint64_t, RP_U64, "count", "MPI exchanges not told by peer, table full")    \
    _(refused_ticks, uint64_t, RP_U64, "count", "rows of the tick log beyond what is allowed")     \
    RP_RANK_USAGE(_)                                                                               \
    _(processes, uint32_t, RP_U32, "count", "processes alive at the end of the slice")             \
    _(live_threads, uint32_t, RP_U32, "count", "threads sampled at the end of the slice")          \
    _(checksum, uint64_t, RP_U64, "FNV-1a",                                                        \
      "of the columns before it, in the order of format.md, each as 8 bytes, the lowest first")

/* A thread, or several short ones that used the same place one after the other. */
#define RP_RANK_THREADS(_)                                                                         \
    _(process, uint32_t, RP_U32, "row of /processes", "process of the thread")                     \
    _(tid, int32_t, RP_I32, "kernel thread id", "of the last thread of this row")                  \
    _(threads, uint32_t, RP_U32, "count", "threads that share this row; 0: row is not used")       \
    _(start_ns, uint64_t, RP_U64, "ns", "start of the last one, since the session's start")        \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "name the thread gave itself")

/* A process, as one program image: an exec begins a new row. */
#define RP_RANK_PROCESSES(_)                                                                       \
    _(pid, int32_t, RP_I32, "process id", "0: row is not used")                                    \
    _(parent_pid, int32_t, RP_I32, "process id", "of the parent at the start")                     \
    _(start_ns, uint64_t, RP_U64, "ns", "when the agent attached, since the session's start")      \
    _(attach_cpu_ns, uint64_t, RP_U64, "ns", "CPU time used before the agent attached")            \
    _(executable, uint32_t, RP_U32, "byte of /strings/bytes", "path of the program")               \
    _(command, uint32_t, RP_U32, "byte of /strings/bytes", "its arguments")                        \
    _(source, uint32_t, RP_U32, "byte of /strings/bytes", "sampling source used, or why none")     \
    _(remark, uint32_t, RP_U32, "byte of /strings/bytes", "why better sources were refused")

/* The end of a process image. A process without a row here was alive when the file ends. */
#define RP_RANK_ENDS(_)                                                                            \
    _(process, uint32_t, RP_U32, "row of /processes", "which")                                     \
    _(how, uint16_t, RP_U16, "enum", "1 exit, 2 signal, 3 exec, 4 unknown; 0: row is not used")    \
    _(status, int32_t, RP_I32, "exit status or signal", "-1: not known")                           \
    _(end_ns, uint64_t, RP_U64, "ns", "since the session's start")                                 \
    _(kernel_cpu_ns, uint64_t, RP_U64, "ns", "CPU time the kernel accounted to it; 0: not known")  \
    _(oom_kills, uint64_t, RP_U64, "count",                                                        \
      "processes that its control groups killed for lack of memory since the session's start")

/* Mapped ELF objects, known by build-id. */
#define RP_RANK_MODULES(_)                                                                         \
    _(path, uint32_t, RP_U32, "byte of /strings/bytes",                                            \
      "file it was mapped from; 0: row not used")                                                  \
    _(build_id, uint32_t, RP_U32, "byte of /strings/bytes", "GNU build-id in hexadecimal, or empty")

/*
 * Functions that a program made at run time, as it tells itself: the lines of its perf map that
 * hold an address of a context. The module of such contexts is the map, and their offset the
 * address.
 */
#define RP_CODE_MAP_PREFIX "/tmp/perf-" /* the process's number follows, and ".map" */
#define RP_RANK_GENERATED(_)                                                                       \
    _(module, uint32_t, RP_U32, "row of /modules", "the map that the program wrote")               \
    _(start, uint64_t, RP_U64, "address", "of the function's code")                                \
    _(bytes, uint64_t, RP_U64, "bytes", "size of its code")                                        \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "its name; 0: row is not used")

#define RP_RANK_METRICS(_)                                                                         \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "cpu_time, samples, or an event's name")   \
    _(unit, uint32_t, RP_U32, "byte of /strings/bytes", "ns, count, bytes")                        \
    _(source, uint32_t, RP_U32, "byte of /strings/bytes", "who counts it: timer, papi, rusage")    \
    _(state, uint16_t, RP_U16, "enum",                                                             \
      "1 counted, 2 refused, 3 dead: stayed 0; 0: row is not used")                                \
    _(multiplexed, uint16_t, RP_U16, "boolean", "1: shared a hardware counter, value is scaled")   \
    _(reason, uint32_t, RP_U32, "byte of /strings/bytes", "why refused, or a remark")

/* Table: struct name, group, list. /strings/bytes is a heap of NUL-ended texts; offset 0 is "". */
#define RP_RANK_TABLES(_)                                                                          \
    _(context, "contexts", RP_RANK_CONTEXTS)                                                       \
    _(value, "values", RP_RANK_VALUES)                                                             \
    _(thread, "threads", RP_RANK_THREADS)                                                          \
    _(process, "processes", RP_RANK_PROCESSES)                                                     \
    _(end, "ends", RP_RANK_ENDS)                                                                   \
    _(module, "modules", RP_RANK_MODULES)                                                          \
    _(metric, "metrics", RP_RANK_METRICS)                                                          \
    _(generated, "generated", RP_RANK_GENERATED)                                                   \
    _(mpi_time, "mpi_times", RP_RANK_MPI_TIMES)                                                    \
    _(mpi_traffic, "mpi_traffic", RP_RANK_MPI_TRAFFIC)                                             \
    _(tick, "ticks", RP_RANK_TICKS)                                                                \
    _(gpu, "gpus", RP_RANK_GPUS)                                                                   \
    _(gpu_state, "gpu_states", RP_RANK_GPU_STATES)                                                 \
    _(gpu_operation, "gpu_operations", RP_RANK_GPU_OPERATIONS)                                     \
    _(gpu_time, "gpu_times", RP_RANK_GPU_TIMES)                                                    \
    _(gpu_event, "gpu_events", RP_RANK_GPU_EVENTS)                                                 \
    _(sensor, "sensors", RP_RANK_SENSORS)                                                          \
    _(reading, "readings", RP_RANK_READINGS)                                                       \
    _(mark, "marks", RP_RANK_MARKS)                                                                \
    _(stack, "stacks", RP_RANK_STACKS)                                                             \
    _(slice, "slices", RP_RANK_SLICES)

#define RP_ROW_FIELD(field, ctype, type, unit, meaning) ctype field;
#define RP_RANK_ROW(name, group, list)                                                             \
    struct rp_rank_##name {                                                                        \
        list(RP_ROW_FIELD)                                                                         \
    };
RP_RANK_TABLES(RP_RANK_ROW)
#undef RP_RANK_ROW

enum rp_end_how { RP_END_EXIT = 1, RP_END_SIGNAL = 2, RP_END_EXEC = 3, RP_END_UNKNOWN = 4 };

/* Attributes of the group /session. Line: field, C type, schema type, unit, meaning. */
#define RP_RANK_SESSION(_)                                                                         \
    _(rank, uint32_t, RP_U32, "rank", "rank in the job, 0 without a launcher")                     \
    _(ranks, uint32_t, RP_U32, "count", "size of the job")                                         \
    _(local_rank, uint32_t, RP_U32, "rank", "rank within the node")                                \
    _(slice_ns, uint64_t, RP_U64, "ns", "asked length of a slice")                                 \
    _(start_monotonic_ns, uint64_t, RP_U64, "ns", "CLOCK_MONOTONIC at the session's start")        \
    _(start_realtime_ns, uint64_t, RP_U64, "ns since 1970", "CLOCK_REALTIME at the same moment")   \
    _(rate_millihertz, uint64_t, RP_U64, "1/1000 Hz", "asked sampling rate")                       \
    _(budget_millionths, uint64_t, RP_U64, "1/1000000",                                            \
      "share of a thread's time that samples may take")                                            \
    _(gpu, uint32_t, RP_U32, "boolean", "1: there are tables of GPUs")

struct rp_rank_session {
    RP_RANK_SESSION(RP_ROW_FIELD)
};

/* A text attribute, for example of /identity: {"host.kernel", "6.1.0-18-amd64"}. Not owned. */
struct rp_identity_entry {
    const char *key;
    const char *value;
};

#endif
