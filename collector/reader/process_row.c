/* process_row.c: the row of a process in the rank file, from what its agent says of it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/process_row.h"

static uint64_t time_since(uint64_t now_ns, uint64_t start_ns)
{
    return now_ns > start_ns ? now_ns - start_ns : 0;
}

enum rp_status rp_process_row_add(struct rp_unify *unify, const struct rp_segment_header *layout,
                                  const struct rp_segment_texts *texts,
                                  const struct rp_process_origin *origin, uint32_t *row)
{
    const uint32_t source =
        layout->state == RP_PROCESS_SILENT ? layout->refusal : layout->sampling_source;
    struct rp_rank_process added = {
        .pid = origin->pid,
        .parent_pid = layout->parent_pid,
        .start_ns = time_since(layout->attach_ns, origin->start_ns),
        .attach_cpu_ns = origin->by_exec ? 0 : layout->attach_cpu_ns,
    };
    const struct {
        uint32_t said;
        uint32_t *offset;
    } told[] = {{layout->executable, &added.executable},
                {layout->command, &added.command},
                {source, &added.source},
                {layout->sampling_remark, &added.remark}};

    for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        const enum rp_status status = rp_rank_writer_string(
            rp_unify_writer(unify), rp_segment_texts_at(texts, told[i].said), told[i].offset);

        if (status != RP_OK)
            return status;
    }
    rp_unify_note_source(unify, rp_segment_texts_at(texts, layout->sampling_remark));
    return rp_rank_writer_add_process(rp_unify_writer(unify), &added, row);
}
