/* report_core_hours.c: what a job cost, in core-hours and money, and what for.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A core is a CPU that at least one rank might use, or a rank where its CPUs are not known; each
 * counts for the wall time of the job.
 */
#include "analysis/report/report_core_hours.h"

#include "analysis/profile/waterfall.h"

#define HOUR 3600.0
#define MUCH 100.0 /* money, of which more than two digits after the point say nothing */

struct cost {
    struct rp_waterfall waterfall;
    double cores, core_hours;
    double price; /* of a core-hour; 0: not given */
};

static double count_cores(const struct rp_report *report)
{
    const struct rp_bindings *bindings = &report->insight.sheets.bindings;
    double cores = 0;

    for (size_t i = 0; bindings->nodes && i < report->file->node_count; i++)
        cores += bindings->nodes[i].used_cpus > 0 ? bindings->nodes[i].used_cpus
                                                  : bindings->nodes[i].ranks;
    return cores;
}

static struct cost cost_of(const struct rp_report *report)
{
    const struct rp_cluster_session *session = &report->file->session;
    const double wall_s = (double)(session->end_ns - session->start_ns) * 1e-9;
    struct cost cost = {.cores = count_cores(report), .price = report->settings->price};

    cost.core_hours = cost.cores * wall_s / HOUR;
    rp_waterfall_of(&report->efficiency, wall_s,
                    rp_efficiency_is_by_slices(report->slices, report->slice_count),
                    &cost.waterfall);
    return cost;
}

static void write_part(const struct cost *cost, FILE *out, double share, unsigned mille)
{
    fprintf(out, "%6.1f %% %11.3f", mille / 10.0, share * cost->core_hours);
    if (cost->price > 0)
        fprintf(out, " %11.*f", cost->core_hours * cost->price < MUCH ? 4 : 2,
                share * cost->core_hours * cost->price);
}

void rp_report_write_core_hours(const struct rp_report *report)
{
    const struct cost cost = cost_of(report);
    FILE *const out = report->terminal.out;

    fprintf(out, "\nCORE-HOURS of %.0f CPUs that ranks might use, for %.3f s\n%8s %11s", cost.cores,
            cost.waterfall.wall_s, "share", "core-hours");
    fprintf(out, cost.price > 0 ? " %11s  spent\n" : "  spent\n", "money");
    for (size_t i = 0; i < RP_WATERFALL_PARTS; i++) {
        if (cost.waterfall.share[i] <= 0)
            continue;
        write_part(&cost, out, cost.waterfall.share[i], cost.waterfall.mille[i]);
        fprintf(out, "  %-18s%s\n", rp_waterfall_name(i), rp_waterfall_meaning(i));
    }
    write_part(&cost, out, 1, 1000);
    fputs("  = all\n", out);
}

static json_t *money_of(const struct cost *cost, double share)
{
    return cost->price > 0 ? json_real(share * cost->core_hours * cost->price) : json_null();
}

json_t *rp_report_json_core_hours(const struct rp_report *report)
{
    const struct cost cost = cost_of(report);
    json_t *parts = json_array();

    if (report->efficiency.ranks == 0) {
        json_decref(parts);
        return json_null();
    }
    for (size_t i = 0; i < RP_WATERFALL_PARTS; i++) {
        const double share = cost.waterfall.share[i];

        if (share > 0)
            json_array_append_new(
                parts, json_pack("{s:s, s:s, s:f, s:f, s:o}", "what", rp_waterfall_name(i),
                                 "meaning", rp_waterfall_meaning(i), "share", share, "core_hours",
                                 share * cost.core_hours, "money", money_of(&cost, share)));
    }
    return json_pack("{s:f, s:f, s:o, s:o, s:o}", "cores", cost.cores, "total", cost.core_hours,
                     "price", cost.price > 0 ? json_real(cost.price) : json_null(), "money",
                     money_of(&cost, 1), "parts", parts);
}
