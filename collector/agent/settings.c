/* settings.c: reads the settings of the agent from their one-line form.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/settings.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_RATE_HZ 100.0
#define LOWEST_RATE_HZ  0.001
#define HIGHEST_RATE_HZ 10000.0
#define NS_PER_SECOND   1e9

/* In per cent. At half of its time a program still gets on; what is more would leave it none. */
#define DEFAULT_BUDGET 1.0
#define HIGHEST_BUDGET 50.0

static void read_rate(struct rp_agent_settings *settings, const char *value)
{
    const double rate_hz = strtod(value, NULL);

    if (rate_hz >= LOWEST_RATE_HZ && rate_hz <= HIGHEST_RATE_HZ)
        settings->period_ns = (uint64_t)(NS_PER_SECOND / rate_hz);
}

static void read_clock(struct rp_agent_settings *settings, const char *value)
{
    settings->wall_clock = strncmp(value, "wall", 4) == 0;
}

static void read_source(struct rp_agent_settings *settings, const char *value)
{
    const size_t length = strcspn(value, ";");

    if (length >= RP_SOURCE_BYTES || strncmp(value, "auto", length) == 0)
        return;
    memcpy(settings->source, value, length);
    settings->source[length] = '\0';
}

static void read_budget(struct rp_agent_settings *settings, const char *value)
{
    const double percent = strtod(value, NULL);

    if (percent > 0 && percent <= HIGHEST_BUDGET)
        settings->budget = (uint32_t)(percent * RP_PARTS_PER_CENT);
}

static void read_events(struct rp_agent_settings *settings, const char *value)
{
    while (*value && *value != ';' && settings->event_count < RP_EVENTS_MAX) {
        const size_t length = strcspn(value, ",;");

        if (length > 0 && length < RP_EVENT_NAME_BYTES) {
            char *const name = settings->events[settings->event_count++];

            memcpy(name, value, length);
            name[length] = '\0';
        }
        value += length + (value[length] == ',');
    }
}

static void read_mpi(struct rp_agent_settings *settings, const char *value)
{
    settings->mpi = strncmp(value, "off", 3) != 0;
    settings->mpi_stacks = strncmp(value, "stacks", 6) == 0;
}

static void read_pcontrol(struct rp_agent_settings *settings, const char *value)
{
    settings->pcontrol_names = strncmp(value, "names", 5) == 0;
}

static void read_args(struct rp_agent_settings *settings, const char *value)
{
    settings->redact_args = strncmp(value, "counted", 7) == 0;
}

static void read_offset(struct rp_agent_settings *settings, const char *value)
{
    settings->offset_ns = strtoull(value, NULL, 10);
}

static void read_gpu(struct rp_agent_settings *settings, const char *value)
{
    settings->gpu.on = strncmp(value, "off", 3) != 0;
    settings->gpu.stacks = strncmp(value, "stacks", 6) == 0;
}

static void read_gpu_budget(struct rp_agent_settings *settings, const char *value)
{
    settings->gpu.budget = strtod(value, NULL) / 100;
}

static void read_gpu_graph(struct rp_agent_settings *settings, const char *value)
{
    settings->gpu.graph_nodes = strncmp(value, "nodes", 5) == 0;
}

static void read_gpu_instructions(struct rp_agent_settings *settings, const char *value)
{
    settings->gpu.instructions = strtod(value, NULL) / 100;
}

static const struct {
    const char *key;
    void (*read)(struct rp_agent_settings *settings, const char *value);
} keys[] = {
    {"rate=", read_rate},
    {"clock=", read_clock},
    {"source=", read_source},
    {"budget=", read_budget},
    {"events=", read_events},
    {"mpi=", read_mpi},
    {"pcontrol=", read_pcontrol},
    {"args=", read_args},
    {"offset=", read_offset},
    {"gpu=", read_gpu},
    {"gpu-budget=", read_gpu_budget},
    {"gpu-graph=", read_gpu_graph},
    {"gpu-instructions=", read_gpu_instructions},
};

void rp_agent_settings_read(struct rp_agent_settings *settings, const char *text)
{
    memset(settings, 0, sizeof(*settings));
    settings->period_ns = (uint64_t)(NS_PER_SECOND / DEFAULT_RATE_HZ);
    settings->budget = (uint32_t)(DEFAULT_BUDGET * RP_PARTS_PER_CENT);
    while (text && *text) {
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
            const size_t length = strlen(keys[i].key);

            if (strncmp(text, keys[i].key, length) == 0)
                keys[i].read(settings, text + length);
        }
        text = strchr(text, ';');
        text = text ? text + 1 : NULL;
    }
}
