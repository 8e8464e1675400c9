/* standing.c: whether the cluster file that stands there is still that of all rank files.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/standing.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "common/clock.h"
#include "format/cluster_file.h"

static uint64_t last_change_ns(const struct rp_inputs *inputs)
{
    const struct rp_input *const files = inputs->files.rows;
    uint64_t last_ns = 0;

    for (size_t i = 0; i < inputs->files.count; i++)
        last_ns = files[i].changed_ns > last_ns ? files[i].changed_ns : last_ns;
    return last_ns;
}

static bool is_of(const char *output, uint64_t last_ns)
{
    struct stat about;

    return stat(output, &about) == 0 &&
           (uint64_t)about.st_mtim.tv_sec * RP_NS_PER_SECOND + (uint64_t)about.st_mtim.tv_nsec >=
               last_ns;
}

static unsigned count_partial(const struct rp_cluster_file *file)
{
    unsigned partial = 0;

    for (size_t i = 0; i < file->rank_count; i++)
        partial += file->rank_rows[i].state == RP_RANK_PARTIAL;
    return partial;
}

/* Gaps between ranks are remarks without a file, and no files that were left out. */
static struct rp_merge_result result_of(const struct rp_cluster_file *file)
{
    struct rp_merge_result result = {.merged = file->session.ranks_merged,
                                     .partial = count_partial(file),
                                     .left_out = file->session.files_left_out,
                                     .expected = file->session.ranks_expected,
                                     .stood = true};

    if (file->remark_count > 0)
        snprintf(result.named, sizeof(result.named), "%s",
                 rp_cluster_file_text(file, file->remark_rows[0].text));
    return result;
}

bool rp_standing_read(struct rp_merge_result *result, const char *output,
                      const struct rp_inputs *inputs)
{
    struct rp_cluster_file *file = NULL;
    bool stands =
        is_of(output, last_change_ns(inputs)) && rp_cluster_file_load(&file, output, NULL) == RP_OK;

    stands = stands && (uint64_t)file->session.ranks_merged + file->session.files_left_out ==
                           inputs->files.count;
    if (stands)
        *result = result_of(file);
    rp_cluster_file_free(file);
    return stands;
}

void rp_standing_stamp(const char *output, const struct rp_inputs *inputs)
{
    const uint64_t last_ns = last_change_ns(inputs);
    const struct timespec times[] = {
        {.tv_nsec = UTIME_OMIT},
        {(time_t)(last_ns / RP_NS_PER_SECOND), (long)(last_ns % RP_NS_PER_SECOND)}};

    utimensat(AT_FDCWD, output, times, 0);
}
