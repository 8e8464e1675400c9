/* debuginfod.c: debug information from the servers that $DEBUGINFOD_URLS names.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The library brings curl and its kin, so it is opened only when somebody named a server.
 */
#include "analysis/symbols/debuginfod.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY "libdebuginfod.so.1"

/* As in elfutils/debuginfod.h. A length of 0: the build-id is a text. */
struct calls {
    void *(*begin)(void);
    int (*find)(void *client, const unsigned char *build_id, int length, char **path);
    void (*end)(void *client);
};

static bool open_library(struct calls *calls)
{
    static const struct {
        const char *name;
        size_t offset;
    } names[] = {{"debuginfod_begin", offsetof(struct calls, begin)},
                 {"debuginfod_find_debuginfo", offsetof(struct calls, find)},
                 {"debuginfod_end", offsetof(struct calls, end)}};
    void *const library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL); /* stays open */
    bool good = library != NULL;

    for (size_t i = 0; good && i < sizeof(names) / sizeof(names[0]); i++) {
        void *const call = dlsym(library, names[i].name);

        memcpy((char *)calls + names[i].offset, (const void *)&call, sizeof(call));
        good = call != NULL;
    }
    return good;
}

int rp_debuginfod_fetch(const char *build_id)
{
    const char *const urls = getenv("DEBUGINFOD_URLS");
    struct calls calls = {0};
    void *client = NULL;
    int file = -1;

    if (!urls || !*urls || !*build_id || !open_library(&calls))
        return -1;
    client = calls.begin();
    if (!client)
        return -1;
    file = calls.find(client, (const unsigned char *)build_id, 0, NULL);
    calls.end(client);
    return file < 0 ? -1 : file;
}
