/* gpu_tables.h: the tables of both kinds of file that tell of GPUs and sensors, declared once.
 * SPDX-License-Identifier: Apache-2.0
 *
 * As in rank_tables.h: field, C type, schema type, unit, meaning.
 */
#ifndef RANKPROF_FORMAT_GPU_TABLES_H
#define RANKPROF_FORMAT_GPU_TABLES_H

/* GPUs that the rank used or watched, or instances of them (MIG). */
#define RP_RANK_GPUS(_)                                                                            \
    _(uuid, uint32_t, RP_U32, "byte of /strings/bytes",                                            \
      "UUID as nvidia-smi shows it; 0: row is not used")                                           \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "model")                                   \
    _(bus, uint32_t, RP_U32, "byte of /strings/bytes", "place on the PCI bus")                     \
    _(memory_bytes, uint64_t, RP_U64, "bytes", "memory")                                           \
    _(processors, uint32_t, RP_U32, "count", "streaming multiprocessors")                          \
    _(capability, uint32_t, RP_U32, "1/10", "compute capability, 90 for 9.0")                      \
    _(clock_khz, uint32_t, RP_U32, "kHz", "highest clock of the multiprocessors")

/* What became of the tracing of a process that uses GPUs; a later row replaces earlier ones. */
#define RP_RANK_GPU_STATES(_)                                                                      \
    _(process, uint32_t, RP_U32, "row of /processes", "process")                                   \
    _(state, uint16_t, RP_U16, "enum",                                                             \
      "1 traced, 2 CUPTI was not found, 3 CUPTI refused, 4 another tool traces, 5 no driver, 6 "   \
      "the driver did not load our module; 0: row is not used")                                    \
    _(level, uint16_t, RP_U16, "enum",                                                             \
      "what the budget cost: 0 nothing, 1 calling contexts of launches, 2 everything")             \
    _(reason, uint32_t, RP_U32, "byte of /strings/bytes", "why, or the name of the other tool")    \
    _(cupti_version, uint32_t, RP_U32, "version", "130001; 0: none")                               \
    _(driver_version, uint32_t, RP_U32, "version", "13000 for CUDA 13.0; 0: none")

/*
 * Sums of operations: one row for each (slice, thread, context, GPU) that grew. The context is that
 * of the operation, kind 7, below the calling context of its launch.
 */
#define RP_RANK_GPU_OPERATIONS(_)                                                                  \
    _(slice, uint32_t, RP_U32, "row of /slices", "slice in which it was recorded")                 \
    _(thread, uint32_t, RP_U32, "row of /threads", "thread that launched; 4294967295: not known")  \
    _(context, uint32_t, RP_U32, "row of /contexts", "the operation")                              \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "GPU; 4294967295: none, of a wait of the host")       \
    _(kind, uint16_t, RP_U16, "enum",                                                              \
      "1 kernel, 2 communication kernel, 3 copy host to device, 4 device to host, 5 within a "     \
      "device, 6 between devices, 7 other copy, 8 memset, 9 graph, 10 wait of the host; 0: row "   \
      "is not used")                                                                               \
    _(count, uint64_t, RP_U64, "count", "operations")                                              \
    _(time_ns, uint64_t, RP_U64, "ns", "their time on the GPU; of waits: of the host")             \
    _(bytes, uint64_t, RP_U64, "bytes", "of copies and memsets")                                   \
    _(least_ns, uint64_t, RP_U64, "ns", "the shortest so far, not only of this slice")             \
    _(most_ns, uint64_t, RP_U64, "ns", "the longest so far")                                       \
    _(latency_ns, uint64_t, RP_U64, "ns", "from launch to start, sum")                             \
    _(most_latency_ns, uint64_t, RP_U64, "ns", "the longest so far")

/* Times of GPUs by class, counts of what was lost, and what tracing costs. */
#define RP_RANK_GPU_TIMES(_)                                                                       \
    _(slice, uint32_t, RP_U32, "row of /slices", "slice in which it was worked out")               \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "GPU; 4294967295: of a process as a whole")           \
    _(thread, uint32_t, RP_U32, "row of /threads",                                                 \
      "idle: thread that launched next; 4294967295: not known")                                    \
    _(context, uint32_t, RP_U32, "row of /contexts",                                               \
      "idle: calling context of the launch that ended it; else 0")                                 \
    _(class, uint16_t, RP_U16, "enum",                                                             \
      "1 observed, 2 busy, 3 computing, 4 communicating, 5 copying, 6 communicating while "        \
      "computing, 7 copying while computing, 8 several operations at once, 9 busy by stream, "     \
      "idle: 10 host late, 11 host in MPI, 12 host synchronising, 13 launch latency, 14 waiting "  \
      "for other work, 15 after the last operation; 16 launch latency by size; counts: 17 "        \
      "launches, 18 records, 19 dropped, 20 without times, 21 of unknown launches, 22 "            \
      "unreadable, 23 not told apart, 24 moment lost, 25 too late; 26 our work at launches, 27 "   \
      "on records, 28 CUPTI's own, 29 launches captured, 30 buffers not given; 0: row is not "     \
      "used")                                                                                      \
    _(number, uint32_t, RP_U32, "number",                                                          \
      "of the stream; size of a latency: from 2^(n-1) ns; kind of CUPTI's overhead; else 0")       \
    _(count, uint64_t, RP_U64, "count", "how many")                                                \
    _(time_ns, uint64_t, RP_U64, "ns", "how long")

/*
 * What happened when: the last operations before the end, or all with --gpu-trace; and the spans
 * of a GPU that other ranks use too.
 */
#define RP_RANK_GPU_EVENTS(_)                                                                      \
    _(slice, uint32_t, RP_U32, "row of /slices", "slice in which it was worked out")               \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "GPU")                                                \
    _(thread, uint32_t, RP_U32, "row of /threads", "thread that launched; 4294967295: not known")  \
    _(context, uint32_t, RP_U32, "row of /contexts",                                               \
      "the operation; of idle time: calling context of the launch that ended it")                  \
    _(kind, uint16_t, RP_U16, "enum",                                                              \
      "as in /gpu_operations; above 100: a span of the class of /gpu_times that is 100 less; 0: "  \
      "row is not used")                                                                           \
    _(stream, uint32_t, RP_U32, "number", "of the stream, in its process")                         \
    _(start_ns, uint64_t, RP_U64, "ns", "since the session's start")                               \
    _(end_ns, uint64_t, RP_U64, "ns", "since the session's start")                                 \
    _(launch_ns, uint64_t, RP_U64, "ns", "call of the host; 0: not known")                         \
    _(bytes, uint64_t, RP_U64, "bytes", "of a copy or memset")

/* What is measured of a node or GPU again and again. */
#define RP_RANK_SENSORS(_)                                                                         \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "what is measured; 0: row is not used")    \
    _(unit, uint32_t, RP_U32, "byte of /strings/bytes", "W, MHz, %, ...")                          \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "of which GPU; 4294967295: of the node")              \
    _(source, uint32_t, RP_U32, "byte of /strings/bytes", "who measures: nvml, gpm, cupti, linux") \
    _(state, uint16_t, RP_U16, "enum", "1 read, 2 refused; 0: row is not used")                    \
    _(reason, uint32_t, RP_U32, "byte of /strings/bytes", "why refused")

/* What was read of a sensor in a slice; the mean is sum / count. */
#define RP_RANK_READINGS(_)                                                                        \
    _(slice, uint32_t, RP_U32, "row of /slices", "slice")                                          \
    _(sensor, uint32_t, RP_U32, "row of /sensors", "sensor")                                       \
    _(count, uint32_t, RP_U32, "count", "readings; 0: row is not used")                            \
    _(sum, double, RP_F64, "unit of the sensor", "of all readings")                                \
    _(min, double, RP_F64, "unit of the sensor", "smallest")                                       \
    _(max, double, RP_F64, "unit of the sensor", "largest")

/* ---- in a cluster file ---- */

/* One row a GPU, however many ranks used it: busy is the union of what they did there. */
#define RP_CLUSTER_GPUS(_)                                                                         \
    _(uuid, uint32_t, RP_U32, "byte of /strings/bytes", "UUID as nvidia-smi shows it")             \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "model")                                   \
    _(bus, uint32_t, RP_U32, "byte of /strings/bytes", "place on the PCI bus")                     \
    _(node, uint32_t, RP_U32, "byte of /strings/bytes", "host name")                               \
    _(memory_bytes, uint64_t, RP_U64, "bytes", "memory")                                           \
    _(processors, uint32_t, RP_U32, "count", "streaming multiprocessors")                          \
    _(capability, uint32_t, RP_U32, "1/10", "compute capability, 90 for 9.0")                      \
    _(clock_khz, uint32_t, RP_U32, "kHz", "highest clock of the multiprocessors")                  \
    _(ranks, uint32_t, RP_U32, "count", "ranks that used or watched it")                           \
    _(observed_ns, uint64_t, RP_U64, "ns", "time in which at least one rank used it")              \
    _(busy_ns, uint64_t, RP_U64, "ns", "of that, at least one operation of any rank ran")

/* Why GPUs were idle: observed less busy. Sorted by (gpu, class, rank, context). */
#define RP_CLUSTER_GPU_IDLE(_)                                                                     \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "GPU")                                                \
    _(class, uint16_t, RP_U16, "enum", "as in /gpu_times of a rank file")                          \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank that launched next")                          \
    _(context, uint32_t, RP_U32, "row of /contexts", "calling context of that launch")             \
    _(count, uint64_t, RP_U64, "count", "how often")                                               \
    _(time_ns, uint64_t, RP_U64, "ns", "how long")

/* Sums over slices and threads, sorted by (rank, context, gpu, kind). */
#define RP_CLUSTER_GPU_OPERATIONS(_)                                                               \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(context, uint32_t, RP_U32, "row of /contexts", "the operation")                              \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "GPU; 4294967295: none, of a wait of the host")       \
    _(kind, uint16_t, RP_U16, "enum", "as in a rank file")                                         \
    _(count, uint64_t, RP_U64, "count", "operations")                                              \
    _(time_ns, uint64_t, RP_U64, "ns", "their time on the GPU; of waits: of the host")             \
    _(bytes, uint64_t, RP_U64, "bytes", "of copies and memsets")                                   \
    _(least_ns, uint64_t, RP_U64, "ns", "the shortest")                                            \
    _(most_ns, uint64_t, RP_U64, "ns", "the longest")                                              \
    _(latency_ns, uint64_t, RP_U64, "ns", "from launch to start, sum")                             \
    _(most_latency_ns, uint64_t, RP_U64, "ns", "the longest")

/* As each rank saw it: sums over slices and contexts, sorted by (rank, gpu, class, number). */
#define RP_CLUSTER_GPU_TIMES(_)                                                                    \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "GPU; 4294967295: of the rank's processes")           \
    _(class, uint16_t, RP_U16, "enum", "as in a rank file")                                        \
    _(number, uint32_t, RP_U32, "number", "as in a rank file")                                     \
    _(count, uint64_t, RP_U64, "count", "how many")                                                \
    _(time_ns, uint64_t, RP_U64, "ns", "how long")

/* The busy and idle classes in each slice, sorted by (rank, gpu, start, class). */
#define RP_CLUSTER_GPU_SERIES(_)                                                                   \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "GPU")                                                \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the slice")                           \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the slice")                               \
    _(class, uint16_t, RP_U16, "enum", "as in a rank file")                                        \
    _(time_ns, uint64_t, RP_U64, "ns", "how long, worked out in that slice")

/* The last state of each process that uses GPUs. */
#define RP_CLUSTER_GPU_STATES(_)                                                                   \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(pid, int32_t, RP_I32, "process id", "on its node")                                           \
    _(state, uint16_t, RP_U16, "enum", "as in a rank file")                                        \
    _(level, uint16_t, RP_U16, "enum", "as in a rank file")                                        \
    _(reason, uint32_t, RP_U32, "byte of /strings/bytes", "why, or the name of the other tool")    \
    _(cupti_version, uint32_t, RP_U32, "version", "130001; 0: none")                               \
    _(driver_version, uint32_t, RP_U32, "version", "13000 for CUDA 13.0; 0: none")

/* Sensors of nodes and GPUs, by the rank whose collector read them. */
#define RP_CLUSTER_SENSORS(_)                                                                      \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank")                                             \
    _(gpu, uint32_t, RP_U32, "row of /gpus", "of which GPU; 4294967295: of the node")              \
    _(name, uint32_t, RP_U32, "byte of /strings/bytes", "what is measured")                        \
    _(unit, uint32_t, RP_U32, "byte of /strings/bytes", "W, MHz, %, ...")                          \
    _(source, uint32_t, RP_U32, "byte of /strings/bytes", "who measures: nvml, gpm, cupti, linux") \
    _(state, uint16_t, RP_U16, "enum", "1 read, 2 refused")                                        \
    _(reason, uint32_t, RP_U32, "byte of /strings/bytes", "why refused")

/* Sorted by (sensor, start). */
#define RP_CLUSTER_READINGS(_)                                                                     \
    _(rank, uint32_t, RP_U32, "row of /ranks", "rank that read it")                                \
    _(sensor, uint32_t, RP_U32, "row of /sensors", "sensor")                                       \
    _(start_ns, uint64_t, RP_U64, "ns since 1970", "start of the slice")                           \
    _(end_ns, uint64_t, RP_U64, "ns since 1970", "end of the slice")                               \
    _(count, uint32_t, RP_U32, "count", "readings")                                                \
    _(sum, double, RP_F64, "unit of the sensor", "of all readings")                                \
    _(min, double, RP_F64, "unit of the sensor", "smallest")                                       \
    _(max, double, RP_F64, "unit of the sensor", "largest")

#endif
