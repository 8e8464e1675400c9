/* export_pprof.c: a profile for pprof, with ranks and nodes as labels where they are kept apart.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/export/pprof.h"

struct writing {
    struct rp_pprof pprof;
    bool opened;
};

static enum rp_status write_part(const struct rp_export *export, const struct rp_export_part *part,
                                 void *context, struct rp_error *error)
{
    struct writing *writing = context;

    if (!writing->opened)
        rp_pprof_open(&writing->pprof, export, part, export->out);
    writing->opened = true;
    rp_pprof_add(&writing->pprof, part);
    if (writing->pprof.status == RP_OK)
        return RP_OK;
    return rp_error_set(error, RP_E_NOMEM, "cannot write for pprof: out of memory");
}

enum rp_status rp_export_pprof(const struct rp_export *export, struct rp_error *error)
{
    struct writing writing = {.opened = false};
    enum rp_status status = rp_export_each(export, write_part, &writing, error);

    if (writing.opened && rp_pprof_close(&writing.pprof) != RP_OK && status == RP_OK)
        status = rp_error_set(error, RP_E_NOMEM, "cannot write for pprof: out of memory");
    return status;
}
