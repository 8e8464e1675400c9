/* message.c: writes one sentence to stderr.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void rp_message(const char *format, ...)
{
    static const char prefix[] = "rankprof run: ";
    char text[2048];
    size_t length = sizeof(prefix) - 1;
    va_list arguments;
    int written;

    memcpy(text, prefix, length);
    va_start(arguments, format);
    written = vsnprintf(text + length, sizeof(text) - length - 1, format, arguments);
    va_end(arguments);
    if (written < 0)
        return;
    length = strlen(text);
    text[length++] = '\n';
    if (write(STDERR_FILENO, text, length) < 0)
        return; /* nobody left to tell */
}
