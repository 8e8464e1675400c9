/* error.c: fills the sentence that explains a failure.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/error.h"

#include <stdarg.h>
#include <stdio.h>

void rp_error_fill(struct rp_error *error, enum rp_status status, const char *format, ...)
{
    va_list arguments;

    if (!error)
        return;
    error->status = status;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof(error->text), format, arguments);
    va_end(arguments);
}
