/* problems.c: what was wrong with texts of users, each as one sentence with file and line.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/problems.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void rp_problem(struct rp_problems *problems, const char *file, unsigned line, const char *format,
                ...)
{
    char sentence[1024];
    char *whole = NULL;
    va_list arguments;
    int length = 0;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    length = line > 0 ? asprintf(&whole, "%s:%u: %s", file, line, sentence)
                      : asprintf(&whole, "%s: %s", file, sentence);
    if (length < 0)
        return;
    if (problems->count < RP_PROBLEMS_KEPT)
        problems->kept[problems->count] = whole;
    else
        free(whole);
    problems->count++;
}

void rp_problems_release(struct rp_problems *problems)
{
    for (size_t i = 0; i < problems->count && i < RP_PROBLEMS_KEPT; i++)
        free(problems->kept[i]);
    *problems = (struct rp_problems){.count = 0};
}
