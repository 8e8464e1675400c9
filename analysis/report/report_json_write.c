/* report_json_write.c: what all that is written as JSON has in common.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/report/report_json.h"

json_t *rp_report_json_name(const char *name)
{
    json_t *text = json_string(name);
    char *safe = text ? NULL : rp_text_safe(name, true);

    if (safe)
        text = json_string(safe);
    free(safe);
    return text;
}

enum rp_status rp_report_json_write(json_t *object, size_t indent, FILE *out, const char *failure,
                                    struct rp_error *error)
{
    const int written = json_dumpf(object, out, JSON_INDENT(indent));

    json_decref(object);
    if (written != 0)
        return rp_error_set(error, RP_E_IO, "%s", failure);
    fputc('\n', out);
    return RP_OK;
}
