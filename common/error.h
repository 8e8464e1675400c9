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

/*
 * Writes the sentence into *error (which may be NULL) and returns `status`, so that a failing
 * function can end with `return rp_error_set(error, RP_E_IO, ...)`.
 */
enum rp_status rp_error_set(struct rp_error *error, enum rp_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
