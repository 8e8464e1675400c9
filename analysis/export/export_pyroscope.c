/* export_pyroscope.c: pushes a profile of each rank to a Pyroscope server, labelled with its place.
 * SPDX-License-Identifier: Apache-2.0
 *
 * POST URL/push.v1.PusherService/Push, the push call of Pyroscope in its JSON form: series of
 * labels, each with samples in the format of pprof, in base64.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/export/http.h"
#include "analysis/export/pprof.h"
#include "analysis/page/page.h"

#define CALL       "/push.v1.PusherService/Push"
#define MOST_BYTES (4u << 20) /* of a request; servers take some 10 MiB */

/* A request that grows until it is sent. */
struct request {
    char *url;
    FILE *body;
    char *text;
    size_t bytes;
    size_t series, sent;
};

static void write_label(const struct request *request, const char *name, const char *value)
{
    fprintf(request->body, "{\"name\":\"%s\",\"value\":", name);
    rp_export_json(request->body, value);
    fputs("},", request->body);
}

/* The name of the program: the first word of the command, without its path. */
static void write_service(const struct request *request, const struct rp_report *report)
{
    const char *command = rp_report_text(report, "command");
    char *word = strndup(command, strcspn(command, " "));
    const char *slash = word ? strrchr(word, '/') : NULL;

    write_label(request, "service_name", slash ? slash + 1 : word && *word ? word : "rankprof");
    free(word);
}

static void write_labels(const struct request *request, const struct rp_export *export,
                         const struct rp_export_part *part)
{
    char rank[16];

    snprintf(rank, sizeof(rank), "%" PRIu32, part->rank->row->rank);
    write_service(request, export->report);
    write_label(request, "job", rp_report_text(export->report, "job"));
    write_label(request, "rank", rank);
    write_label(request, "node", part->rank->node);
    fputs("{\"name\":\"__name__\",\"value\":\"process_cpu\"}", request->body);
}

static enum rp_status write_series(struct request *request, const struct rp_export *export,
                                   const struct rp_export_part *part)
{
    struct rp_pprof pprof;
    char *packed = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&packed, &bytes);
    enum rp_status status = RP_E_NOMEM;

    if (!out)
        return RP_E_NOMEM;
    rp_pprof_open(&pprof, export, part, out);
    rp_pprof_add(&pprof, part);
    status = rp_pprof_close(&pprof);
    fclose(out);
    fputs(request->series++ ? ",{\"labels\":[" : "{\"series\":[{\"labels\":[", request->body);
    write_labels(request, export, part);
    fputs("],\"samples\":[{\"rawProfile\":\"", request->body);
    rp_page_base64(request->body, (const unsigned char *)packed, bytes);
    fputs("\"}]}", request->body);
    free(packed);
    return status;
}

static enum rp_status begin(struct request *request)
{
    free(request->text);
    request->text = NULL;
    request->series = 0;
    request->body = open_memstream(&request->text, &request->bytes);
    return request->body ? RP_OK : RP_E_NOMEM;
}

static enum rp_status send_request(struct request *request, struct rp_error *error)
{
    const size_t series = request->series;
    enum rp_status status = RP_OK;

    fputs("]}", request->body);
    fclose(request->body);
    request->body = NULL;
    status = rp_http_post_json(request->url, request->text, request->bytes, error);
    if (status == RP_OK)
        request->sent += series;
    return status;
}

static enum rp_status write_part(const struct rp_export *export, const struct rp_export_part *part,
                                 void *context, struct rp_error *error)
{
    struct request *request = context;
    enum rp_status status = request->body ? RP_OK : begin(request);

    if (status == RP_OK)
        status = write_series(request, export, part);
    if (status != RP_OK)
        return rp_error_set(error, RP_E_NOMEM, "cannot make the push: out of memory");
    fflush(request->body);
    return request->bytes > MOST_BYTES ? send_request(request, error) : RP_OK;
}

static void say_sent(const struct rp_export *export, const struct request *request)
{
    fprintf(export->messages, "rankprof export: pushed the profiles of %zu rank%s to '%s'\n",
            request->sent, request->sent == 1 ? "" : "s", request->url);
}

enum rp_status rp_export_pyroscope(const struct rp_export *export, struct rp_error *error)
{
    const char *url = export->settings->url;
    struct request request = {0};
    enum rp_status status = RP_OK;
    size_t length = 0;

    if (!url)
        return rp_error_set(error, RP_E_USAGE,
                            "pyroscope is a server: give its address, --url http://HOST:4040");
    length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    if (asprintf(&request.url, "%.*s" CALL, (int)length, url) < 0)
        return rp_error_set(error, RP_E_NOMEM, "cannot make the push: out of memory");
    status = rp_export_each(export, write_part, &request, error);
    if (status == RP_OK && request.body)
        status = send_request(&request, error);
    if (status == RP_OK)
        say_sent(export, &request);
    if (request.body)
        fclose(request.body);
    free(request.text);
    free(request.url);
    return status;
}
