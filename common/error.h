/* error.h: the sentence that explains a failure, filled where the failure is decided.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_ERROR_H
#define RANKPROF_COMMON_ERROR_H

#include "common/status.h"

#define RP_ERROR_TEXT_BYTES 1024

struct rp_error {
    enum rp_status status;
    char text[RP_ERROR_TEXT_BYTES]; /* one sentence: what was tried, on what, why, what to do */
};

/* Writes the sentence into *error, which may be NULL. */
void rp_error_fill(struct rp_error *error, enum rp_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static inline enum rp_status rp_error_status(enum rp_status status)
{
    return status;
}

/*
 * Writes the sentence into *error (which may be NULL) and is `status`, so that a failing function
 * can end with `return rp_error_set(error, RP_E_IO, ...)`. A macro, so that compilers and
 * analysers see that the result is the status given.
 */
#define rp_error_set(error, status, ...)                                                           \
    (rp_error_fill((error), (status), __VA_ARGS__), rp_error_status(status))

#endif
