/* write_sample.c: writes a small rank file with a known sum, for checks by other programs.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "format/rank_writer.h"

static enum rp_status fill(struct rp_rank_writer *writer, struct rp_error *error)
{
    const struct rp_rank_context root = {.kind = 1, .module = RP_NO_ROW};
    const struct rp_rank_process process = {.pid = 1};
    const struct rp_rank_thread thread = {.tid = 1, .threads = 1};
    struct rp_rank_metric metric = {.state = 1};
    enum rp_status status = rp_rank_writer_string(writer, "samples", &metric.name);

    rp_rank_writer_add_process(writer, &process, NULL);
    rp_rank_writer_add_thread(writer, &thread, NULL);
    rp_rank_writer_add_metric(writer, &metric, NULL);
    rp_rank_writer_add_context(writer, &root, NULL);
    for (unsigned i = 0; status == RP_OK && i < 3; i++) {
        const struct rp_rank_value value = {.delta = 400 + 100 * i};
        const struct rp_rank_slice slice = {.start_ns = i, .end_ns = i + 1};

        rp_rank_writer_add_value(writer, &value);
        status = rp_rank_writer_commit(writer, &slice, error);
    }
    return status;
}

int main(int argc, char **argv)
{
    const struct rp_rank_session session = {.ranks = 1};
    struct rp_rank_writer *writer;
    struct rp_error error = {.text = "usage: write_sample FILE"};

    if (argc != 2 || rp_rank_writer_open(&writer, argv[1], &session, NULL, 0, &error) != RP_OK ||
        fill(writer, &error) != RP_OK || rp_rank_writer_close(writer, &error) != RP_OK) {
        fprintf(stderr, "write_sample: %s\n", error.text);
        return 1;
    }
    return 0;
}
