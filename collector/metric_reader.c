/* metric_reader.c: the metrics of one process's segment and their rows in the rank file.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/metric_reader.h"

/* A state that cannot be true stands for a refusal. */
static uint16_t state_of(const struct rp_segment_metric *said)
{
    return said->state == RP_METRIC_COUNTED || said->state == RP_METRIC_DORMANT
               ? (uint16_t)said->state
               : RP_METRIC_REFUSED;
}

static enum rp_status add(struct rp_metric_reader *reader, uint32_t number)
{
    const struct rp_segment_metric *const said = &reader->layout->metrics[number];
    const bool refused = state_of(said) == RP_METRIC_REFUSED;
    const struct rp_unify_metric metric = {
        .name = rp_segment_texts_at(reader->texts, said->name),
        .unit = rp_segment_texts_at(reader->texts, said->unit),
        .source = rp_segment_texts_at(reader->texts, said->source),
        .reason = rp_segment_texts_at(reader->texts, said->reason),
        .state = refused ? RP_METRIC_REFUSED : RP_METRIC_COUNTED,
        .multiplexed = said->multiplexed != 0,
    };

    return rp_unify_metric(reader->unify, &metric, &reader->rows[number]);
}

static enum rp_status add_those(struct rp_metric_reader *reader, uint16_t state)
{
    enum rp_status status = RP_OK;

    for (uint32_t i = 0; status == RP_OK && i < reader->layout->metric_count; i++)
        if (state_of(&reader->layout->metrics[i]) == state)
            status = add(reader, i);
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

enum rp_status rp_metric_reader_row(struct rp_metric_reader *reader, uint32_t metric, uint16_t *row)
{
    const enum rp_status status = reader->rows[metric] == RP_NO_ROW ? add(reader, metric) : RP_OK;

    if (status == RP_OK)
        *row = (uint16_t)reader->rows[metric];
    return status;
}
