/* sheets.c: makes the sheets of a report.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/sheets.h"

#include "analysis/findings/sheet_columns.h"

#define DECLARE(name) extern const struct rp_quantity rp_##name##_quantities[];
RP_SORT_LIST(DECLARE)
#undef DECLARE

const struct rp_quantity *const rp_quantities[RP_SORT_COUNT] = {
#define QUANTITIES(name) rp_##name##_quantities,
    RP_SORT_LIST(QUANTITIES)
#undef QUANTITIES
};

enum rp_status rp_sheets_make(struct rp_sheets *out, const struct rp_sheet_sources *from,
                              struct rp_error *error)
{
    static enum rp_status (*const makers[])(struct rp_sheets * sheets) = {
        rp_sheet_make_rank, rp_sheet_make_node,  rp_sheet_make_path,    rp_sheet_make_function,
        rp_sheet_make_call, rp_sheet_make_slice, rp_sheet_make_windows, rp_sheet_make_job,
    };
    enum rp_status status = RP_OK;

    *out = (struct rp_sheets){.from = *from};
    for (size_t i = 0; status == RP_OK && i < sizeof(makers) / sizeof(makers[0]); i++)
        status = makers[i](out);
    if (status == RP_OK)
        return RP_OK;
    rp_sheets_release(out);
    return rp_error_set(error, RP_E_NOMEM, "cannot look for findings: out of memory");
}

void rp_sheets_release(struct rp_sheets *sheets)
{
    for (size_t sort = 0; sort < RP_SORT_COUNT; sort++)
        rp_sheet_release(&sheets->of[sort]);
    rp_sheet_release(&sheets->windows);
    rp_call_tree_release(&sheets->tree);
    rp_bindings_release(&sheets->bindings);
}
