/* preloaded.c: keeps libraries that the user preloads out of our own processes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/preloaded.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the loader reads, and where it is kept while this program is executed anew. */
static const struct {
    const char *name, *kept;
} variables[] = {{"LD_PRELOAD", "RANKPROF_KEPT_PRELOAD"}, {"LD_AUDIT", "RANKPROF_KEPT_AUDIT"}};

#define VARIABLES (sizeof(variables) / sizeof(variables[0]))

static bool move(const char *from, const char *to)
{
    const char *const value = getenv(from);

    if (!value || setenv(to, value, 1) != 0)
        return false;
    unsetenv(from);
    return true;
}

/* True when the first image of this program has left something. */
static bool take_back(void)
{
    bool any = false;

    for (size_t i = 0; i < VARIABLES; i++)
        any |= move(variables[i].kept, variables[i].name);
    return any;
}

static bool put_away(void)
{
    bool any = false;

    for (size_t i = 0; i < VARIABLES; i++)
        any |= move(variables[i].name, variables[i].kept);
    return any;
}

static void execute_anew(char *const *words)
{
    char self[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
    size_t count = 0;
    char **all;

    while (words[count])
        count++;
    all = length > 0 ? calloc(count + 2, sizeof(*all)) : NULL;
    if (!all)
        return;
    self[length] = '\0';
    all[0] = program_invocation_name;
    memcpy(&all[1], words, count * sizeof(*all));
    execv(self, all);
    free(all);
}

void rp_preloaded_leave(char *const *words)
{
    if (take_back() || !put_away())
        return;
    execute_anew(words);
    take_back(); /* without /proc they stay with us */
}
