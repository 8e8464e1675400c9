/* insight.c: what a profile says by itself: findings and discrepancies, and all that they rest on.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/insight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum rp_status make(struct rp_insight *it, const struct rp_sheet_sources *from,
                           const char *directories, struct rp_error *error)
{
    struct rp_data_files *data = &it->data;
    enum rp_status status = rp_data_files_read(data, directories, error);

    if (status == RP_OK)
        status = rp_sheets_make(&it->sheets, from, error);
    if (status == RP_OK)
        status = rp_findings_make(&it->findings, &data->rules, &it->sheets, &data->groups, error);
    if (status == RP_OK)
        status = rp_discrepancies_make(&it->discrepancies, &it->findings, &data->rules, &it->sheets,
                                       &data->groups, error);
    return status;
}

enum rp_status rp_insight_make(struct rp_insight *out, const struct rp_profile *profile,
                               const char *ranks, const struct rp_sheet_sources *from,
                               const char *directories, struct rp_error *error)
{
    const struct rp_profile_settings by_time = {.metric = NULL, .ranks = ranks};
    struct rp_sheet_sources sources = *from;
    struct rp_insight made = {.own_profile = NULL};
    enum rp_status status = RP_OK;

    sources.profile = profile;
    if (strcmp(profile->unit, "ns") != 0) {
        status = rp_profile_new(&made.own_profile, profile->file, &by_time, error);
        sources.profile = made.own_profile;
    }
    if (status == RP_OK)
        status = make(&made, &sources, directories, error);
    if (status == RP_OK)
        *out = made;
    else
        rp_insight_release(&made);
    return status;
}

void rp_insight_release(struct rp_insight *insight)
{
    rp_discrepancies_release(&insight->discrepancies);
    rp_findings_release(&insight->findings);
    rp_sheets_release(&insight->sheets);
    rp_data_files_release(&insight->data);
    rp_profile_free(insight->own_profile);
    *insight = (struct rp_insight){.own_profile = NULL};
}

/* ---- noise ---- */

static void write_comparison(FILE *out, const struct rp_comparison *it, size_t number)
{
    fprintf(out, "%s%.*f %% %s", number > 0 ? ", " : "", it->detectable < 0.0995 ? 1 : 0,
            100 * it->detectable, it->rule->cause);
}

char *rp_insight_noise(const struct rp_insight *insight)
{
    const struct rp_discrepancies *all = &insight->discrepancies;
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    size_t told = 0;

    if (!out)
        return NULL;
    for (size_t i = 0; i < all->comparison_count; i++) {
        const struct rp_comparison *it = &all->comparisons[i];

        if (it->rule->cause && rp_is_known(it->detectable))
            write_comparison(out, it, told++);
    }
    if (told == 0 && insight->sheets.of[RP_SORT_rank].rows < 4)
        fputs("ranks are not compared: fewer than 4", out);
    else if (told == 0)
        fputs("ranks are not compared: what they were given was not measured", out);
    else
        fputs(" of one rank would have been seen", out);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
