/* page_tree_write.c: writes the call tree of the page, with its values by metric.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "analysis/page/page.h"

/* Each node: distance to its parent, 1 + function (0: merged, then how many nodes). */
static enum rp_status write_shape(struct rp_page *page)
{
    const struct rp_page_tree *tree = &page->tree;
    struct rp_page_bytes bytes = {0};

    for (size_t i = 0; i < tree->count; i++) {
        const struct rp_page_node *node = &tree->nodes[i];

        rp_page_put_varint(&bytes, i - node->parent);
        if (node->function == RP_PAGE_MERGED) {
            rp_page_put_varint(&bytes, 0);
            rp_page_put_varint(&bytes, node->hidden);
        } else {
            rp_page_put_varint(&bytes, 1 + (uint64_t)page->functions.number[node->function]);
        }
    }
    return rp_page_section(page, "tree", &bytes);
}

/* f32, so the sum is checked in the page against the exact one with that precision. */
static enum rp_status write_self(struct rp_page *page, size_t metric)
{
    struct rp_page_bytes bytes = {0};
    char name[32];

    rp_page_put_f32(&bytes, page->tree.self[metric], page->tree.count);
    snprintf(name, sizeof(name), "tree-%zu", metric);
    return rp_page_section(page, name, &bytes);
}

enum rp_status rp_page_write_tree(struct rp_page *page)
{
    enum rp_status status = write_shape(page);

    for (size_t i = 0; status == RP_OK && i < page->set.count; i++)
        status = write_self(page, i);
    json_object_set_new(page->about, "nodes", json_integer((json_int_t)page->tree.count));
    json_object_set_new(page->about, "nodes_of_profile",
                        json_integer((json_int_t)page->trees[0].count));
    return status;
}
