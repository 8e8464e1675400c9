/* outermost.c: finds the function call around each context that none of the same is around.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/outermost.h"

#include <stdbool.h>
#include <stdlib.h>

/* Children of every context as lists. */
struct family {
    uint32_t *child;
    uint32_t *sibling;
    uint32_t *depth; /* by function: how often it is on the path to the current context */
};

static void link_children(const struct rp_context_link *links, uint64_t contexts,
                          struct family *family)
{
    for (uint64_t i = 0; i < contexts; i++)
        family->child[i] = RP_NO_ROW;
    for (uint64_t i = contexts; i-- > 1;) {
        family->sibling[i] = family->child[links[i].parent];
        family->child[links[i].parent] = (uint32_t)i;
    }
    family->sibling[0] = RP_NO_ROW;
}

static void enter(const struct rp_context_link *links, const struct family *family, uint32_t at,
                  uint32_t *out)
{
    const uint32_t function = links[at].function;
    const uint32_t above = at == 0 ? RP_NO_ROW : out[links[at].parent];

    out[at] = function != RP_NO_ROW && family->depth[function]++ == 0 ? at : above;
}

static void leave(const struct rp_context_link *links, const struct family *family, uint32_t at)
{
    if (links[at].function != RP_NO_ROW)
        family->depth[links[at].function]--;
}

/* Without recursion, for the tree of an application may be very deep. */
static void walk(const struct rp_context_link *links, const struct family *family, uint32_t *out)
{
    uint32_t at = 0;

    for (;;) {
        enter(links, family, at, out);
        if (family->child[at] != RP_NO_ROW) {
            at = family->child[at];
            continue;
        }
        for (leave(links, family, at); at != 0 && family->sibling[at] == RP_NO_ROW;
             leave(links, family, at))
            at = links[at].parent;
        if (at == 0)
            return;
        at = family->sibling[at];
    }
}

enum rp_status rp_outermost_of(const struct rp_context_link *links, uint64_t contexts,
                               uint64_t functions, uint32_t *out)
{
    struct family family = {
        .child = calloc(contexts + 1, sizeof(uint32_t)),
        .sibling = calloc(contexts + 1, sizeof(uint32_t)),
        .depth = calloc(functions + 1, sizeof(uint32_t)),
    };
    const bool ready = family.child && family.sibling && family.depth;

    if (ready && contexts > 0) {
        link_children(links, contexts, &family);
        walk(links, &family, out);
    }
    free(family.child);
    free(family.sibling);
    free(family.depth);
    return ready ? RP_OK : RP_E_NOMEM;
}
