/* sheet_columns.h: the quantities of each sort of thing, declared once: what rules can ask for.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Names, units and meanings here are those of docs/findings.md. Times are in seconds. What cannot
 * be known of a job (it has no MPI, the kernel tells nothing) is unknown.
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_SHEET_COLUMNS_H
#define RANKPROF_ANALYSIS_FINDINGS_SHEET_COLUMNS_H

#include "analysis/findings/sheet.h"

/* Every rule can ask for these, whatever it is about. */
#define RP_JOB_QUANTITIES(_)                                                                       \
    _(wall, "s", "from the first start of a rank to the last end")                                 \
    _(ranks, "count", "ranks in the profile")                                                      \
    _(nodes, "count", "nodes they ran on")                                                         \
    _(rate, "Hz", "samples a second of a thread's sampling clock, as asked for")                   \
    _(slices, "count", "stretches of time in which MPI was used")                                  \
    _(cpu_mean, "s", "CPU time of a rank, mean")                                                   \
    _(span_max, "s", "from MPI_Init to MPI_Finalize, of the rank where it was longest")            \
    _(useful_mean, "s", "time outside MPI, mean of ranks")                                         \
    _(useful_max, "s", "time outside MPI, of the rank that has most: the slowest")                 \
    _(held_up, "s", "slowest less mean rank: outside MPI, neither working nor ready to run")       \
    _(held_up_chance, "s", "in 99 of 100 jobs whose ranks are alike, held_up is smaller")          \
    _(parallel, "share", "parallel efficiency")                                                    \
    _(load_balance, "share", "its part by load balance")                                           \
    _(communication, "share", "its part by communication")                                         \
    _(serialisation, "share", "of communication: not lost by ranks that work in turn")             \
    _(transfer, "share", "of communication: the rest")                                             \
    _(work_serialisation, "share", "serialisation of the time outside MPI with a CPU")             \
    _(point_mean, "s", "time in point-to-point calls and their completion, mean")                  \
    _(collective_mean, "s", "time in collectives, mean")                                           \
    _(messages, "count", "messages sent")                                                          \
    _(message_bytes, "bytes", "bytes in them")                                                     \
    _(small_messages, "count", "messages of less than 1 KiB")                                      \
    _(cpu_wait_mean, "s", "threads ready to run without a CPU, mean of ranks")                     \
    _(useful_typical, "s", "time outside MPI, median of ranks")                                    \
    _(work_excess, "s", "CPU time outside MPI that the slowest rank has more than the mean")       \
    _(slowest_rank, "rank", "the rank with most time outside MPI, or without MPI most CPU time")   \
    _(cpus_typical, "count", "CPUs that a rank might use, median")                                 \
    _(sharers_typical, "count", "other ranks that might use one of its CPUs, median")              \
    _(cpu_wait_typical, "s", "threads ready to run without a CPU, median of ranks")                \
    _(written, "bytes", "written by system calls, of all ranks")                                   \
    _(written_only, "share", "of it: the part of the rank that wrote most")                        \
    _(mpi_io_mean, "s", "time in MPI input and output, mean")                                      \
    _(drift, "share", "by how much the parallel efficiency fell, last third less first third")     \
    _(drift_noise, "share", "standard error of it, by how slices of a third differ")

#define RP_RANK_QUANTITIES(_)                                                                      \
    _(number, "rank", "its number")                                                                \
    _(seconds, "s", "from its start to its end")                                                   \
    _(cpu, "s", "CPU time that the kernel accounted")                                              \
    _(span, "s", "from MPI_Init to MPI_Finalize")                                                  \
    _(useful, "s", "time outside MPI in this span")                                                \
    _(mpi, "s", "time in MPI in this span")                                                        \
    _(mpi_io, "s", "time in MPI input and output")                                                 \
    _(mpi_io_bytes, "bytes", "bytes read and written through MPI")                                 \
    _(threads, "count", "threads that it had")                                                     \
    _(processes, "count", "program images")                                                        \
    _(samples, "count", "samples taken")                                                           \
    _(cpus, "count", "CPUs that it might use")                                                     \
    _(sharers, "count", "other ranks of its node that might use one of them")                      \
    _(minor_faults, "count", "page faults that the memory could answer")                           \
    _(major_faults, "count", "page faults that needed a file or swap")                             \
    _(switches, "count", "context switches because a thread waited")                               \
    _(preemptions, "count", "context switches although a thread could have gone on")               \
    _(cpu_wait, "s", "threads were ready to run and got no CPU")                                   \
    _(asleep, "s", "outside MPI, neither on a CPU nor ready to run, at least")                     \
    _(throttled, "s", "the CPU limit of a control group held it back")                             \
    _(read_bytes, "bytes", "read by system calls")                                                 \
    _(written_bytes, "bytes", "written by system calls")                                           \
    _(memory, "bytes", "largest memory in use at the end of a slice")                              \
    _(memory_growth, "bytes/s", "median growth of the memory in use")

/* Of a node: the medians of its ranks by the names above, and these. */
#define RP_NODE_QUANTITIES(_)                                                                      \
    _(node_ranks, "count", "ranks on the node")                                                    \
    _(all_threads, "count", "threads of all its ranks")                                            \
    _(node_cpus, "count", "CPUs that the node has")                                                \
    _(used_cpus, "count", "CPUs that at least one rank might use")

/* Inclusive values of a call path, from the start of the thread to a function. */
#define RP_PATH_QUANTITIES(_)                                                                      \
    _(mean, "s", "sampled time with callees, mean of ranks")                                       \
    _(most, "s", "the same of the rank that has most")                                             \
    _(slowest, "s", "the same of the slowest rank")                                                \
    _(excess, "s", "what the slowest rank has more than the mean, outside MPI")                    \
    _(share, "share", "of the sampled time of all ranks")                                          \
    _(ranks_in, "count", "ranks that were found in it")                                            \
    _(only, "share", "of its time: the part of the rank that has most")                            \
    _(only_above, "share", "the same of its caller")                                               \
    _(samples, "count", "samples, of all ranks")                                                   \
    _(noise, "s", "standard error of `slowest` by the number of samples")                          \
    _(noise_most, "s", "standard error of `most`")                                                 \
    _(is_source, "boolean", "the excess of a caller is not smaller, nor is most of it in callees") \
    _(is_io, "boolean", "a function that reads or writes files")                                   \
    _(is_mpi, "boolean", "a function of MPI, or called by one")                                    \
    _(depth, "count", "calls from the start of the thread")

/* Exclusive values of a function. */
#define RP_FUNCTION_QUANTITIES(_)                                                                  \
    _(mean, "s", "sampled time without callees, mean of ranks")                                    \
    _(most, "s", "the same of the rank that has most")                                             \
    _(share, "share", "of the sampled time of all ranks")                                          \
    _(late, "s", "ranks waited for others that were in it itself, mean of ranks")                  \
    _(late_rank, "rank", "the rank that was waited for most")                                      \
    _(samples, "count", "samples, of all ranks")

/* An MPI function. */
#define RP_CALL_QUANTITIES(_)                                                                      \
    _(calls, "count", "calls, of all ranks")                                                       \
    _(mean, "s", "time in it, mean of ranks")                                                      \
    _(most, "s", "the same of the rank that has most")                                             \
    _(bytes, "bytes", "bytes it sent and received")

/* A stretch of the run, of the length of a slice. */
#define RP_SLICE_QUANTITIES(_)                                                                     \
    _(start, "s", "since the start of the job")                                                    \
    _(end, "s", "since the start of the job")                                                      \
    _(slice_parallel, "share", "parallel efficiency in it")                                        \
    _(slice_load_balance, "share", "load balance in it")                                           \
    _(slice_communication, "share", "communication efficiency in it")                              \
    _(slice_useful_mean, "s", "time outside MPI, mean of ranks")                                   \
    _(slice_useful_max, "s", "time outside MPI, of the rank that has most")

#define RP_QUANTITY_ROW(name, unit, meaning) {#name, unit, meaning},

#define RP_JOB_COLUMN(name, unit, meaning)      RP_JOB_##name,
#define RP_RANK_COLUMN(name, unit, meaning)     RP_RANK_##name,
#define RP_NODE_COLUMN(name, unit, meaning)     RP_NODE_##name,
#define RP_PATH_COLUMN(name, unit, meaning)     RP_PATH_##name,
#define RP_FUNCTION_COLUMN(name, unit, meaning) RP_FUNCTION_##name,
#define RP_CALL_COLUMN(name, unit, meaning)     RP_CALL_##name,
#define RP_SLICE_COLUMN(name, unit, meaning)    RP_SLICE_##name,

enum rp_job_column { RP_JOB_QUANTITIES(RP_JOB_COLUMN) RP_JOB_COLUMNS };
enum rp_rank_column { RP_RANK_QUANTITIES(RP_RANK_COLUMN) RP_RANK_COLUMNS };
enum rp_node_column {
    RP_NODE_FIRST = RP_RANK_COLUMNS - 1, /* behind those of ranks */
    RP_NODE_QUANTITIES(RP_NODE_COLUMN) RP_NODE_COLUMNS
};
enum rp_path_column { RP_PATH_QUANTITIES(RP_PATH_COLUMN) RP_PATH_COLUMNS };
enum rp_function_column { RP_FUNCTION_QUANTITIES(RP_FUNCTION_COLUMN) RP_FUNCTION_COLUMNS };
enum rp_call_column { RP_CALL_QUANTITIES(RP_CALL_COLUMN) RP_CALL_COLUMNS };
enum rp_slice_column { RP_SLICE_QUANTITIES(RP_SLICE_COLUMN) RP_SLICE_COLUMNS };

#endif
