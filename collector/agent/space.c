/* space.c: the segment in this process's memory: its front, and the trees of threads on demand.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A whole segment takes many gigabytes of addresses. They count against RLIMIT_AS, and a
 * program that locks its memory with mlockall() would make all of them memory. No descriptor of the
 * segment stays open for later, for it would be one of the program's: a tree is mapped out of what
 * is mapped before it.
 *
 * Memory order: a tree's address is published with release order and read with acquire, so whoever
 * maps out of it sees the mapping.
 */
#include "collector/agent/space.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* Slots for threads, tried in this order: a limit on the size of files may forbid more. */
static const uint32_t thread_capacities[] = {RP_SEGMENT_THREADS, 512, 64, 8, 1};

static bool file_size_allowed(uint64_t bytes)
{
    struct rlimit limit;

    /* Passing the limit would raise SIGXFSZ in the application. */
    return getrlimit(RLIMIT_FSIZE, &limit) == 0 && bytes <= limit.rlim_cur;
}

static bool choose_size(int fd, uint32_t metrics, bool gpu, struct rp_segment_header *layout)
{
    for (size_t i = 0; i < sizeof(thread_capacities) / sizeof(thread_capacities[0]); i++) {
        memset(layout, 0, sizeof(*layout));
        rp_segment_layout(layout, metrics, thread_capacities[i], RP_SEGMENT_CONTEXTS, gpu);
        if (file_size_allowed(layout->segment_bytes) &&
            ftruncate(fd, (off_t)layout->segment_bytes) == 0)
            return true;
    }
    return false;
}

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* The first page of the area for GPUs, out of which the whole is mapped if it is needed. */
static void *map_gpu_page(int fd, const struct rp_segment_header *layout)
{
    void *const page = layout->gpu_bytes == 0 ? MAP_FAILED
                                              : mmap(NULL, page_bytes(), PROT_READ | PROT_WRITE,
                                                     MAP_SHARED, fd, (off_t)layout->gpu_offset);

    return page == MAP_FAILED ? NULL : page;
}

bool rp_space_make(struct rp_agent *agent, int fd, uint32_t metrics)
{
    struct rp_segment_header *const layout = &agent->layout;
    void *front;

    if (!(agent->settings.gpu.on && choose_size(fd, metrics, true, layout)) &&
        !choose_size(fd, metrics, false, layout))
        return false;
    front =
        mmap(NULL, layout->trees_offset, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    if (front == MAP_FAILED)
        return false;
    madvise(front, layout->trees_offset, MADV_DONTDUMP);
    memcpy(front, layout, sizeof(*layout));
    agent->header = front;
    agent->gpu_page = map_gpu_page(fd, layout);
    atomic_store_explicit(&agent->lowest_free, 0, memory_order_relaxed);
    return true;
}

/*
 * Maps what follows `end` in the file. A length of 0 makes mremap(2) map the page before once more
 * and leave the old mapping alone; that page comes along.
 */
static char *map_after(char *end, size_t bytes)
{
    const size_t page = page_bytes();
    char *const mapped = mremap(end - page, 0, page + bytes, MREMAP_MAYMOVE);

    return mapped == MAP_FAILED ? NULL : mapped + page;
}

/* Two threads may map the same tree at the same time: one of the two mappings stays. */
static char *publish(_Atomic(char *) *place, char *tree, size_t bytes)
{
    char *present = NULL;

    if (tree && !atomic_compare_exchange_strong_explicit(
                    place, &present, tree, memory_order_release, memory_order_acquire)) {
        munmap(tree - page_bytes(), page_bytes() + bytes);
        return present;
    }
    return tree;
}

char *rp_space_tree(struct rp_agent *agent, uint32_t slot)
{
    const size_t bytes = agent->layout.tree_bytes;
    uint32_t mapped = slot + 1; /* trees below this one are */
    char *tree = NULL;

    while (mapped > 0 && !tree) {
        tree = atomic_load_explicit(&agent->trees[mapped - 1], memory_order_acquire);
        mapped -= !tree;
    }
    for (uint32_t i = mapped; i <= slot; i++) {
        char *const end = tree ? tree + bytes : (char *)agent->header + agent->layout.trees_offset;

        tree = publish(&agent->trees[i], map_after(end, bytes), bytes);
        if (!tree)
            return NULL;
    }
    return tree;
}

void *rp_space_gpu(struct rp_agent *agent)
{
    void *area;

    if (!agent->gpu_page)
        return NULL;
    area = mremap(agent->gpu_page, 0, agent->layout.gpu_bytes, MREMAP_MAYMOVE);
    if (area == MAP_FAILED)
        return NULL;
    madvise(area, agent->layout.gpu_bytes, MADV_DONTDUMP);
    return area;
}

void rp_space_leave(struct rp_agent *agent)
{
    const size_t page = page_bytes();

    if (!agent->header)
        return;
    for (uint32_t i = 0; i < RP_SEGMENT_THREADS && agent->trees[i]; i++)
        munmap(atomic_exchange_explicit(&agent->trees[i], NULL, memory_order_relaxed) - page,
               page + agent->layout.tree_bytes);
    if (agent->gpu_page)
        munmap(agent->gpu_page, page);
    agent->gpu_page = NULL;
    munmap(agent->header, agent->layout.trees_offset);
    agent->header = NULL;
}
