/* events.c: rankprof events, lists what can be counted on this host.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/doctor/events.h"

#include "cli/commands.h"

struct event_settings {
    bool all;
    bool json;
};

static const struct rp_option options[] = {
    {.name = "all",
     .type = RP_OPTION_FLAG,
     .offset = offsetof(struct event_settings, all),
     .help = "the events that cannot be counted too, each with the reason"},
    {.name = "json",
     .type = RP_OPTION_FLAG,
     .offset = offsetof(struct event_settings, json),
     .help = "one JSON object"},
};

static const char *const examples[] = {
    "rankprof events",
    "the events that can be counted on this host",
    "rankprof events --all | grep L1D",
    "whether events of that name exist, and why they cannot be counted",
    "rankprof run -e PAPI_TOT_INS,page-faults ./app",
    "count two of them",
    NULL,
};

const struct rp_option_table rp_events_options = {
    .command = "events",
    .usage = "rankprof events [options]",
    .summary = "Lists the events that 'rankprof run -e' can count here. Each is tried, since PAPI "
               "knows more events than a processor, a kernel or a container allows.",
    .examples = examples,
    .options = options,
    .count = sizeof(options) / sizeof(options[0]),
};

int rp_command_events(char **argv)
{
    struct event_settings settings = {0};
    struct rp_operands operands;
    struct rp_event_list list;
    struct rp_error error;
    enum rp_status status = RP_OK;
    const int ended = rp_read_options(&rp_events_options, argv, &settings, &operands);

    if (ended >= 0)
        return ended;
    status = rp_event_list_init(&list, &error);
    if (status != RP_OK)
        return rp_explain("events", &error);
    if (settings.json)
        status = rp_event_list_write_json(&list, settings.all, stdout, &error);
    else
        rp_event_list_write(&list, settings.all, stdout);
    rp_event_list_release(&list);
    return status == RP_OK ? RP_EXIT_OK : rp_explain("events", &error);
}
