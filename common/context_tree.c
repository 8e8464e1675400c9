/* context_tree.c: adds to and reads the calling-context tree of one thread.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Publication: the writer fills a context, then stores the new count with release order; the
 * reader loads the count with acquire order, so every context below it is whole. Values are
 * single 64-bit words written by one thread: relaxed stores are enough, for the reader takes
 * differences and meets the rest in its next slice.
 */
#include "common/context_tree.h"

static const struct rp_segment_context root = {0, RP_CONTEXT_ROOT, RP_MODULE_NONE, 0};

void rp_context_tree_place(struct rp_context_tree *tree, const struct rp_segment_header *header,
                           struct rp_segment_thread *thread, char *rows)
{
    const uint64_t values_at = header->context_capacity * sizeof(struct rp_segment_context);
    const uint64_t hash_at =
        values_at + (uint64_t)header->context_capacity * header->metric_count * sizeof(uint64_t);

    tree->thread = thread;
    tree->contexts = (struct rp_segment_context *)(void *)rows;
    tree->values = (_Atomic uint64_t *)(void *)(rows + values_at);
    tree->hash = (uint32_t *)(void *)(rows + hash_at);
    tree->capacity = header->context_capacity;
    tree->hash_mask = header->hash_capacity - 1;
    tree->metrics = header->metric_count;
}

void rp_context_tree_at(struct rp_context_tree *tree, void *segment,
                        const struct rp_segment_header *header, uint32_t thread)
{
    char *const base = segment;
    struct rp_segment_thread *const threads = (void *)(base + header->threads_offset);

    rp_context_tree_place(tree, header, threads + thread,
                          base + header->trees_offset + header->tree_bytes * thread);
}

static uint32_t own_count(const struct rp_context_tree *tree)
{
    return atomic_load_explicit(&tree->thread->contexts, memory_order_relaxed);
}

static void publish(struct rp_context_tree *tree, const struct rp_segment_context *context)
{
    const uint32_t number = own_count(tree);

    tree->contexts[number] = *context;
    atomic_store_explicit(&tree->thread->contexts, number + 1, memory_order_release);
}

void rp_context_tree_start(struct rp_context_tree *tree)
{
    if (own_count(tree) == 0)
        publish(tree, &root);
}

/* Mixes all bits of a context into the low ones (the finaliser of MurmurHash3, by A. Appleby). */
static uint32_t hash_of(const struct rp_segment_context *context)
{
    uint64_t bits = context->offset ^ (uint64_t)context->parent << 40 ^
                    (uint64_t)context->module << 24 ^ (uint64_t)context->kind << 20;

    bits ^= bits >> 33;
    bits *= UINT64_C(0xff51afd7ed558ccd);
    bits ^= bits >> 33;
    bits *= UINT64_C(0xc4ceb9fe1a85ec53);
    return (uint32_t)(bits ^ bits >> 33);
}

static bool same(const struct rp_segment_context *left, const struct rp_segment_context *right)
{
    return left->offset == right->offset && left->parent == right->parent &&
           left->module == right->module && left->kind == right->kind;
}

uint32_t rp_context_tree_child(struct rp_context_tree *tree, uint32_t parent,
                               const struct rp_segment_context *child)
{
    struct rp_segment_context wanted = *child;
    uint32_t tries = tree->hash_mask;
    uint32_t place;

    wanted.parent = parent;
    place = hash_of(&wanted) & tree->hash_mask;
    /* An empty place ends the search; the limit does when the application wrote over the hash. */
    for (; tree->hash[place] != 0 && tries > 0; tries--) {
        const uint32_t found = tree->hash[place] - 1;

        if (found < tree->capacity && same(&tree->contexts[found], &wanted))
            return found;
        place = (place + 1) & tree->hash_mask;
    }
    if (tries == 0 || own_count(tree) >= tree->capacity) {
        atomic_fetch_add_explicit(&tree->thread->refused_contexts, 1, memory_order_relaxed);
        return parent;
    }
    publish(tree, &wanted);
    tree->hash[place] = own_count(tree);
    return own_count(tree) - 1;
}

void rp_context_tree_add(struct rp_context_tree *tree, uint32_t context, uint32_t metric,
                         uint64_t delta)
{
    _Atomic uint64_t *const value = &tree->values[(uint64_t)context * tree->metrics + metric];
    const uint64_t before = atomic_load_explicit(value, memory_order_relaxed);

    atomic_store_explicit(value, before + delta, memory_order_relaxed);
}

uint32_t rp_context_tree_count(const struct rp_context_tree *tree)
{
    const uint32_t count = atomic_load_explicit(&tree->thread->contexts, memory_order_acquire);

    return count < tree->capacity ? count : tree->capacity;
}

bool rp_context_tree_get(const struct rp_context_tree *tree, uint32_t number,
                         struct rp_segment_context *out)
{
    const struct rp_segment_context context = tree->contexts[number];

    if (number == 0 ? !same(&context, &root)
                    : context.parent >= number || context.kind <= RP_CONTEXT_ROOT ||
                          context.kind >= RP_CONTEXT_KIND_COUNT)
        return false;
    *out = context;
    return true;
}

uint64_t rp_context_tree_value(const struct rp_context_tree *tree, uint32_t context,
                               uint32_t metric)
{
    return atomic_load_explicit(&tree->values[(uint64_t)context * tree->metrics + metric],
                                memory_order_relaxed);
}
