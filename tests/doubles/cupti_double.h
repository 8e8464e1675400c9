/* cupti_double.h: the parts of libcupti's double, and what may be wrong with it.
 * SPDX-License-Identifier: Apache-2.0
 *
 * RANKPROF_DOUBLE_CUPTI holds flags, "name=number,...":
 *   version          what cuptiGetVersion() tells, and the layout of records (130001)
 *   subscribe        what cuptiSubscribe() returns; 39: another tool is there
 *   enable_KIND      what cuptiActivityEnable(KIND) returns
 *   enable_callback  what cuptiEnableCallback() returns
 *   drop_every       so many records, one is dropped and counted as such
 *   untimed_after    records after so many have times of 0
 *   reorder          1: the buffers of a flush come last first
 *   bad_kind_at      the record of that number has a kind that nobody knows
 *   null_name        1: kernels have no name
 *   flush_hang       seconds that a forced flush takes
 *   lost_ids         every so many records, one tells a correlation id that was never used
 *   overhead         ns of overhead that CUPTI tells of with every 100th record
 *   no_complete      1: buffers are never handed back, as if another tool had taken them
 *   slow             ns that each record costs the program, told as overhead
 *   time_calls       1: the tool's time at each launch is measured
 */
#ifndef RANKPROF_TESTS_CUPTI_DOUBLE_H
#define RANKPROF_TESTS_CUPTI_DOUBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "gpu/cupti_abi.h"
#include "tests/doubles/cuda_model.h"

/* The number of a flag; `usual` when it is not set. */
long double_flag(const char *name, long usual);

/* ---- records ---- */

/* Bytes of a record of that kind; 0: unknown. */
size_t double_record_bytes(int kind);

/* Writes what ran as a record and returns its bytes. */
size_t double_record_write(uint8_t *place, const struct model_operation *operation);
size_t double_record_overhead(uint8_t *place, uint32_t kind, uint64_t start_ns, uint64_t end_ns);

/* CUPTI's kind of what ran. */
int double_kind_of(const struct model_operation *operation);

/* ---- buffers ---- */

struct double_client {
    rp_cupti_request *request;
    rp_cupti_complete *complete;
};
void double_buffers_client(const struct double_client *client);
void double_buffers_period(uint32_t milliseconds);
void double_buffers_add(const struct model_operation *operation);
void double_buffers_flush(bool forced);
size_t double_buffers_dropped(void);

/* ---- timing ---- */

static inline uint64_t double_clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}
void double_timing_add(uint64_t time_ns);

#endif
