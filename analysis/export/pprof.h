/* pprof.h: writes profiles in the format of pprof.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The messages are those of pprof.proto. Packed messages of one type may follow each other and are
 * then one message, so that only one sample at a time is in memory.
 */
#ifndef RANKPROF_ANALYSIS_EXPORT_PPROF_H
#define RANKPROF_ANALYSIS_EXPORT_PPROF_H

#include "analysis/export/export_part.h"
#include "analysis/export/gzip_stream.h"
#include "analysis/team/key.h"
#include "analysis/team/text_pool.h"

struct rp_pprof {
    const struct rp_export *export;
    struct rp_gzip_stream gzip;
    struct rp_text_pool texts;
    struct rp_key_table locations; /* by module, address, function and line */
    uint32_t *location_of;         /* by context: its location, counted from 0 */
    uint64_t *path;                /* room for the locations of the longest stack */
    enum rp_status status;         /* the first failure; the rest is then not written */
};

/*
 * Everything but the samples; `part` gives the metrics. Contexts have the same locations in all
 * parts. There is something to close after a failure too.
 */
void rp_pprof_open(struct rp_pprof *pprof, const struct rp_export *export,
                   const struct rp_export_part *part, FILE *out);

/* A sample for each calling context with a value, labelled with rank and node if part has one. */
void rp_pprof_add(struct rp_pprof *pprof, const struct rp_export_part *part);

/* RP_E_NOMEM. */
enum rp_status rp_pprof_close(struct rp_pprof *pprof);

/* Called for rp_pprof_open: the tables that samples refer to. */
void rp_pprof_write_tables(struct rp_pprof *pprof, const struct rp_export_part *part);

/* Packs the message behind what there is. */
struct ProtobufCMessage;
void rp_pprof_put(struct rp_pprof *pprof, const struct ProtobufCMessage *message);

/* The number of a text in the table of strings, which is written last. */
int64_t rp_pprof_text(struct rp_pprof *pprof, const char *text);

#endif
