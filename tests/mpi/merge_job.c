/* merge_job.c: writes a directory of rank files, or merges one in this process alone.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/merge/merge.h"
#include "tests/unit/merge_sample.h"

/* Files are named against the order of their ranks; one is missing, one unfinished, one doubled. */
static int write_job(const char *directory, uint32_t ranks)
{
    for (uint32_t i = 0; i <= ranks; i++) {
        const struct merge_sample sample = {.job = "job-1",
                                            .rank = i < ranks ? i : 0,
                                            .ranks = ranks,
                                            .slices = 1 + i % 3,
                                            .open = i == 3};
        char path[512];

        snprintf(path, sizeof(path), "%s/rank-%06u.h5", directory, (i * 5 + 3) % (ranks + 1));
        if (i != 5 && !merge_sample_write(path, &sample))
            return 1;
    }
    return 0;
}

static int merge_alone(const char *directory, const char *output)
{
    const struct rp_merge_settings settings = {.input = directory, .output = output, .quiet = true};
    struct rp_merge_result result;
    struct rp_error error;
    struct rp_team team;

    rp_team_single(&team);
    if (rp_merge(&settings, &team, &result, &error) == RP_OK)
        return 0;
    fprintf(stderr, "%s\n", error.text);
    return 1;
}

int main(int count, char **words)
{
    if (count == 4 && strcmp(words[1], "write") == 0)
        return write_job(words[2], (uint32_t)strtoul(words[3], NULL, 10));
    if (count == 4 && strcmp(words[1], "merge") == 0)
        return merge_alone(words[2], words[3]);
    fputs("usage: merge_job write DIRECTORY RANKS | merge DIRECTORY FILE\n", stderr);
    return 2;
}
