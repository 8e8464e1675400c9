/* metric_reader.c: the metrics of one process's segment and their rows in the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/metric_reader.h"

#include "common/clock.h"

/* In so much time a counter that works counts something: 300 million cycles, for example. */
#define DEAD_AFTER_NS (RP_NS_PER_SECOND / 10)

static const char dead_reason[] =
    "stayed 0 while the program ran: this processor, or what emulates "
    "it, does not count it, or the program never causes it";

/* A state that cannot be true stands for a refusal. */
static enum rp_metric_state state_of(const struct rp_segment_metric *said)
{
    return said->state == RP_METRIC_COUNTED || said->state == RP_METRIC_DORMANT ||
                   said->state == RP_METRIC_PROVING
               ? (enum rp_metric_state)said->state
               : RP_METRIC_REFUSED;
}

static enum rp_status add(struct rp_metric_reader *reader, uint32_t number,
                          enum rp_metric_state state, uint32_t *row)
{
    const struct rp_segment_metric *const said = &reader->layout->metrics[number];
    const struct rp_unify_metric metric = {
        .name = rp_segment_texts_at(reader->texts, said->name),
        .unit = rp_segment_texts_at(reader->texts, said->unit),
        .source = rp_segment_texts_at(reader->texts, said->source),
        .reason = state == RP_METRIC_DEAD ? dead_reason
                                          : rp_segment_texts_at(reader->texts, said->reason),
        .state = (uint16_t)state,
        .multiplexed = said->multiplexed != 0,
    };

    return rp_unify_metric(reader->unify, &metric, row);
}

static enum rp_status add_those(struct rp_metric_reader *reader, enum rp_metric_state state)
{
    enum rp_status status = RP_OK;

    for (uint32_t i = 0; status == RP_OK && i < reader->layout->metric_count; i++)
        if (state_of(&reader->layout->metrics[i]) == state)
            status = add(reader, i, state, &reader->rows[i]);
    return status;
}

enum rp_status rp_metric_reader_start(struct rp_metric_reader *reader,
                                      const struct rp_segment_header *layout,
                                      const struct rp_segment_texts *texts, struct rp_unify *unify)
{
    *reader = (struct rp_metric_reader){.layout = layout, .texts = texts, .unify = unify};
    for (uint32_t i = 0; i < RP_SEGMENT_METRICS; i++)
        reader->rows[i] = RP_NO_ROW;
    return add_those(reader, RP_METRIC_COUNTED);
}

enum rp_status rp_metric_reader_tell_refused(struct rp_metric_reader *reader)
{
    if (reader->refused_told)
        return RP_OK;
    reader->refused_told = true;
    return add_those(reader, RP_METRIC_REFUSED);
}

static enum rp_status judge(struct rp_metric_reader *reader, uint32_t number, bool is_dead)
{
    uint32_t unused;

    if (!is_dead)
        return add(reader, number, RP_METRIC_COUNTED, &reader->rows[number]);
    reader->dead_told[number] = true;
    return add(reader, number, RP_METRIC_DEAD, &unused);
}

enum rp_status rp_metric_reader_judge(struct rp_metric_reader *reader, uint64_t time_ns,
                                      bool is_last)
{
    const bool is_dead = time_ns >= DEAD_AFTER_NS;
    enum rp_status status = RP_OK;

    for (uint32_t i = 0; status == RP_OK && i < reader->layout->metric_count; i++)
        if (state_of(&reader->layout->metrics[i]) == RP_METRIC_PROVING &&
            reader->rows[i] == RP_NO_ROW && !reader->dead_told[i] && (is_dead || is_last))
            status = judge(reader, i, is_dead);
    return status;
}

enum rp_status rp_metric_reader_row(struct rp_metric_reader *reader, uint32_t metric, uint16_t *row)
{
    const enum rp_status status =
        reader->rows[metric] == RP_NO_ROW
            ? add(reader, metric, RP_METRIC_COUNTED, &reader->rows[metric])
            : RP_OK;

    if (status == RP_OK)
        *row = (uint16_t)reader->rows[metric];
    return status;
}
