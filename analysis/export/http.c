/* http.c: sends something to a web server, by libcurl, which is opened when it is needed.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Linked, libcurl and the libraries beneath it would be loaded beside every rank of every job. Its
 * calls and numbers are part of the interface of libcurl.so.4, which has been kept since 2006.
 */
#include "analysis/export/http.h"

#include <dlfcn.h>

#define LIBRARY        "libcurl.so.4"
#define SECONDS        60L
#define FIRST_BAD      400L
#define CURL_TEXT_SIZE 256 /* CURL_ERROR_SIZE */

/* CURLOPT_..., CURLINFO_... */
enum {
    OPT_TIMEOUT = 13,
    OPT_NOSIGNAL = 99,
    OPT_URL = 10002,
    OPT_ERRORBUFFER = 10010,
    OPT_POSTFIELDS = 10015,
    OPT_HTTPHEADER = 10023,
    OPT_WRITEFUNCTION = 20011,
    OPT_POSTFIELDSIZE_LARGE = 30120,
    INFO_RESPONSE_CODE = 0x200002,
};

struct slist;

/* Name, result, parameters. */
#define CURL_CALLS(_)                                                                              \
    _(curl_easy_init, void *, (void))                                                              \
    _(curl_easy_setopt, int, (void *, int, ...))                                                   \
    _(curl_easy_perform, int, (void *))                                                            \
    _(curl_easy_getinfo, int, (void *, int, ...))                                                  \
    _(curl_easy_strerror, const char *, (int))                                                     \
    _(curl_easy_cleanup, void, (void *))                                                           \
    _(curl_slist_append, struct slist *, (struct slist *, const char *))                           \
    _(curl_slist_free_all, void, (struct slist *))

struct curl {
    void *library;
#define CURL_MEMBER(name, result, parameters) result(*name) parameters;
    CURL_CALLS(CURL_MEMBER)
#undef CURL_MEMBER
};

static enum rp_status open_curl(struct curl *curl, struct rp_error *error)
{
    *curl = (struct curl){.library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL)};
    if (!curl->library)
        return rp_error_set(error, RP_E_UNSUPPORTED,
                            "cannot send anything to a server without " LIBRARY
                            ": %s; install libcurl (Debian: libcurl4), or export with --format "
                            "pprof",
                            dlerror());
#define CURL_FIND(name, result, parameters)                                                        \
    *(void **)(&curl->name) = dlsym(curl->library, #name);                                         \
    if (!curl->name)                                                                               \
        return rp_error_set(error, RP_E_UNSUPPORTED, LIBRARY " has no " #name);
    CURL_CALLS(CURL_FIND)
#undef CURL_FIND
    return RP_OK;
}

/* What a server answers is not needed beyond its status. */
static size_t ignore(const void *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

static enum rp_status perform(const struct curl *curl, void *handle, const char *url,
                              struct rp_error *error)
{
    char text[CURL_TEXT_SIZE] = "";
    long answer = 0;
    int failed = 0;

    curl->curl_easy_setopt(handle, OPT_ERRORBUFFER, text);
    failed = curl->curl_easy_perform(handle);
    curl->curl_easy_getinfo(handle, INFO_RESPONSE_CODE, &answer);
    if (failed)
        return rp_error_set(error, RP_E_IO, "cannot send to '%s': %s", url,
                            *text ? text : curl->curl_easy_strerror(failed));
    if (answer >= FIRST_BAD)
        return rp_error_set(error, RP_E_IO, "'%s' does not take the profile: it answers %ld", url,
                            answer);
    return RP_OK;
}

static enum rp_status post(const struct curl *curl, const char *url, const char *body, size_t bytes,
                           struct rp_error *error)
{
    void *handle = curl->curl_easy_init();
    struct slist *headers = curl->curl_slist_append(NULL, "Content-Type: application/json");
    enum rp_status status = RP_E_NOMEM;

    if (handle && headers) {
        curl->curl_easy_setopt(handle, OPT_URL, url);
        curl->curl_easy_setopt(handle, OPT_HTTPHEADER, headers);
        curl->curl_easy_setopt(handle, OPT_POSTFIELDS, body);
        curl->curl_easy_setopt(handle, OPT_POSTFIELDSIZE_LARGE, (long long)bytes);
        curl->curl_easy_setopt(handle, OPT_WRITEFUNCTION, ignore);
        curl->curl_easy_setopt(handle, OPT_TIMEOUT, SECONDS);
        curl->curl_easy_setopt(handle, OPT_NOSIGNAL, 1L);
        status = perform(curl, handle, url, error);
    } else {
        rp_error_set(error, RP_E_NOMEM, "cannot send to '%s': out of memory", url);
    }
    curl->curl_slist_free_all(headers);
    if (handle)
        curl->curl_easy_cleanup(handle);
    return status;
}

enum rp_status rp_http_post_json(const char *url, const char *body, size_t bytes,
                                 struct rp_error *error)
{
    struct curl curl;
    enum rp_status status = open_curl(&curl, error);

    if (status == RP_OK)
        status = post(&curl, url, body, bytes, error);
    if (curl.library)
        dlclose(curl.library);
    return status;
}
