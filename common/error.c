/* error.c: fills the sentence that explains a failure.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/error.h"

#include <stdarg.h>
#include <stdio.h>

enum rp_status rp_error_set(struct rp_error *error, enum rp_status status, const char *format, ...)
{
    if (error) {
        va_list arguments;

        va_start(arguments, format);
        error->status = status;
        vsnprintf(error->text, sizeof(error->text), format, arguments);
        va_end(arguments);
    }
    return status;
}
