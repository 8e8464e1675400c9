/* event_name.c: events as users write them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/event_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The kernel takes no larger one. */
#define LARGEST_PERIOD (UINT64_C(1) << 62)

static const struct {
    char letter;
    uint64_t factor;
} factors[] = {{'k', 1000}, {'M', 1000000}, {'G', 1000000000}};

size_t rp_event_name_length(const char *event)
{
    return strcspn(event, "@");
}

bool rp_event_period(const char *event, uint64_t *period)
{
    const char *const text = event + rp_event_name_length(event);
    uint64_t factor = 1;
    uint64_t number;
    char *end;

    *period = 0;
    if (*text == '\0')
        return true;
    if (!isdigit((unsigned char)text[1]))
        return false;
    number = strtoull(text + 1, &end, 10);
    for (size_t i = 0; i < sizeof(factors) / sizeof(factors[0]); i++)
        if (*end == factors[i].letter)
            factor = factors[i].factor;
    end += factor > 1;
    if (*end != '\0' || number == 0 || number > LARGEST_PERIOD / factor)
        return false;
    *period = number * factor;
    return true;
}
