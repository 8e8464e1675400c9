/* trigger.c: chooses among the sources of samples.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/trigger.h"

#include <stdio.h>
#include <string.h>

/* In the order in which they are judged and preferred. */
static const struct rp_trigger_source *const sources[RP_TRIGGER_SOURCES] = {
    &rp_trigger_timer, &rp_trigger_perf_trap, &rp_trigger_perf_queue, &rp_trigger_wall_timer};

/* Said once where the source before was refused for the same reason. */
static void add_reason(char *remark, const char *key, const char *reason)
{
    const size_t used = strlen(remark);
    const size_t length = strlen(reason);

    if (used > length && strcmp(remark + used - length, reason) == 0)
        snprintf(remark + used, RP_REASON_BYTES - used, "; %s: the same", key);
    else
        snprintf(remark + used, RP_REASON_BYTES - used, "%s%s: %s", used > 0 ? "; " : "", key,
                 reason);
}

static bool is_named(const struct rp_trigger_source *source,
                     const struct rp_agent_settings *settings)
{
    return strcmp(source->key, settings->source) == 0;
}

/* Behind one that fits nothing is judged: it costs system calls, and nobody wants to know. */
static void judge_all(const struct rp_agent_settings *settings, char *remark, enum rp_fit *fits)
{
    const bool by_name = settings->source[0] != '\0';
    bool found = false;

    for (uint32_t i = 0; i < RP_TRIGGER_SOURCES; i++) {
        char reason[RP_REASON_BYTES] = "";

        fits[i] = RP_IMPOSSIBLE;
        if (sources[i]->wall_clock != settings->wall_clock || (found && !by_name))
            continue;
        fits[i] = sources[i]->judge(settings, reason);
        found = found || fits[i] == RP_FITS;
        if (fits[i] != RP_FITS)
            add_reason(remark, sources[i]->key, reason);
    }
}

/* What the user named comes first, even if it is coarse. */
void rp_trigger_choose(struct rp_trigger_choice *choice, const struct rp_agent_settings *settings)
{
    enum rp_fit fits[RP_TRIGGER_SOURCES];

    memset(choice, 0, sizeof(*choice));
    judge_all(settings, choice->remark, fits);
    for (uint32_t i = 0; i < RP_TRIGGER_SOURCES; i++)
        if (fits[i] != RP_IMPOSSIBLE && is_named(sources[i], settings))
            choice->order[choice->count++] = sources[i];
    for (enum rp_fit fit = RP_FITS; fit <= RP_COARSE; fit++)
        for (uint32_t i = 0; i < RP_TRIGGER_SOURCES; i++)
            if (fits[i] == fit && !is_named(sources[i], settings))
                choice->order[choice->count++] = sources[i];
}

bool rp_trigger_needs(const struct rp_trigger_choice *choice, int signal)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->order[i]->signal == signal)
            return true;
    return false;
}

bool rp_trigger_start(struct rp_trigger *trigger, const struct rp_trigger_order *order)
{
    trigger->source = NULL;
    for (uint32_t i = 0; i < order->choice->count && !trigger->source; i++) {
        const struct rp_trigger_source *const source = order->choice->order[i];

        if ((order->avoided == 0 || source->signal != order->avoided) &&
            source->start(trigger, order->signal, order->period_ns))
            trigger->source = source;
    }
    return trigger->source != NULL;
}
