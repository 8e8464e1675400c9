/* gpu_profile.h: what the chosen ranks did on GPUs, and what these did with their time.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_PROFILE_GPU_PROFILE_H
#define RANKPROF_ANALYSIS_PROFILE_GPU_PROFILE_H

#include "analysis/profile/profile.h"
#include "common/gpu_kind.h"

#define RP_LATENCY_SIZES 65u /* size n: from 2^(n-1) ns to below 2^n ns; 0: none */

/* All operations of one function and kind, over ranks, GPUs and calling contexts; exact. */
struct rp_gpu_sum {
    const char *name; /* in the file */
    uint16_t kind;    /* enum rp_gpu_kind */
    uint64_t count, time_ns, bytes;
    uint64_t least_ns, most_ns;
    uint64_t latency_ns; /* from launch to start */
    uint64_t most_latency_ns;
    uint64_t rank_most_ns; /* time of one rank */
    uint32_t worst_rank;   /* the rank of it; the lowest when several */
};

/* A GPU that a chosen rank used. */
struct rp_gpu_device {
    const struct rp_cluster_gpu *row; /* busy and idle: of all ranks that share it */
    /* Sums over those ranks: parts of busy time overlap where several ranks use it at once. */
    uint64_t times_ns[RP_GPU_TIME_COUNT]; /* by enum rp_gpu_time, idle ones as row->busy */
    /*
     * How fast it runs the kernels that other GPUs of its model run too, weighted by time: 1 for
     * the median of these GPUs; 0: there is nothing to compare.
     */
    double speed;
};

/* Idle time of those GPUs, by cause and by the place of the launch that ended it. */
struct rp_gpu_idle {
    uint16_t class;    /* enum rp_gpu_time */
    uint32_t function; /* of the profile: the innermost that is not NVIDIA's; RP_NO_ROW: none */
    uint32_t caller;   /* whom it was called by: an interpreted function, or the next one */
    uint64_t count, time_ns;
    uint64_t rank_most_ns; /* for one rank */
    uint32_t worst_rank;
};

/* What was read of a sensor of a GPU, by whichever rank. */
struct rp_gpu_sensor {
    size_t device;           /* among those of the profile */
    const char *name, *unit; /* in the file */
    const char *reason;      /* why it was refused; "": it was read */
    uint64_t count;          /* readings */
    double sum, min, max;
};

struct rp_gpu_profile {
    struct rp_gpu_sum *sums; /* by time, largest first */
    size_t sum_count;
    struct rp_gpu_device *devices; /* in the order of nodes and buses */
    size_t device_count;
    double observed_s, busy_s; /* of all devices, each by the union of its ranks */
    struct rp_gpu_idle *idle;  /* by time, largest first */
    size_t idle_count;
    struct rp_gpu_sensor *sensors; /* by device, then by name */
    size_t sensor_count;
    uint64_t latencies[RP_LATENCY_SIZES]; /* launches by size of latency */
    uint64_t counts[RP_GPU_TIME_COUNT];   /* what was lost, and so on: of the chosen ranks */
    uint64_t times_ns[RP_GPU_TIME_COUNT]; /* the same, and what it cost */
};

/* RP_E_NOMEM. */
enum rp_status rp_gpu_profile_of(const struct rp_profile *profile, struct rp_gpu_profile *out);
void rp_gpu_profile_release(struct rp_gpu_profile *gpu);

/* Is there anything to show? */
bool rp_gpu_profile_is_empty(const struct rp_gpu_profile *gpu);

/* The latency that so much of the launches (0 to 1) stayed below, ns; 0: no launches. */
uint64_t rp_gpu_profile_latency(const struct rp_gpu_profile *gpu, double share);

/* "kernel", "copy host to device"; "idle: launch latency"; "no driver". */
const char *rp_gpu_kind_text(unsigned kind);
const char *rp_gpu_time_text(unsigned class);
const char *rp_gpu_state_text(unsigned state);

/* "launch latency": why, of a class of idle time. */
const char *rp_gpu_idle_text(unsigned class);

/*
 * Part of the observed time of a GPU (0 to 1) that a class took. Where ranks share it, its busy
 * time is split as the times of its ranks are.
 */
double rp_gpu_device_share(const struct rp_gpu_device *device, enum rp_gpu_time class);

/* Of communication or copies: the part that was hidden behind computing, 0 to 1. */
double rp_gpu_profile_hidden(const struct rp_gpu_profile *gpu, enum rp_gpu_time class);

/* Bytes in a second of the operations; 0 where they took no time. */
double rp_gpu_sum_speed(const struct rp_gpu_sum *sum);

/*
 * Where the program launches: the innermost function on the way to `context` that is not of
 * NVIDIA's libraries, and who called it; RP_NO_ROW when there is none.
 */
void rp_gpu_profile_place(const struct rp_profile *profile, uint32_t context, uint32_t *function,
                          uint32_t *caller);

/* The sensor of that name; NULL: it was never read. */
const struct rp_gpu_sensor *rp_gpu_profile_sensor(const struct rp_gpu_profile *gpu, size_t device,
                                                  const char *name);

/* ---- its parts, which rp_gpu_profile_of() puts together ---- */

enum rp_status rp_gpu_profile_sums(const struct rp_profile *profile, struct rp_gpu_profile *out);
enum rp_status rp_gpu_profile_devices(const struct rp_profile *profile, struct rp_gpu_profile *out);
enum rp_status rp_gpu_profile_idle(const struct rp_profile *profile, struct rp_gpu_profile *out);
enum rp_status rp_gpu_profile_speed(const struct rp_profile *profile, struct rp_gpu_profile *out);
enum rp_status rp_gpu_profile_sensors(const struct rp_profile *profile, struct rp_gpu_profile *out);

#endif
