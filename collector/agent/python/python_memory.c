/* python_memory.c: reads of an interpreter's memory that never fault.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/python/python_memory.h"

#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static bool copy_by_kernel(const struct rp_python_memory *memory, uintptr_t address, void *out,
                           size_t bytes)
{
    const struct iovec to = {out, bytes}, from = {(void *)address, bytes};
    return syscall(SYS_process_vm_readv, memory->pid, &to, 1, &from, 1, 0) == (long)bytes;
}

/* Whole pages, for frames of one thread lie side by side. */
static bool copy_by_page(struct rp_python_memory *memory, uintptr_t address, void *out,
                         size_t bytes)
{
    const uintptr_t page = address & ~(uintptr_t)(RP_PYTHON_PAGE_BYTES - 1);
    const size_t offset = address - page;
    if (offset + bytes > RP_PYTHON_PAGE_BYTES)
        return copy_by_kernel(memory, address, out, bytes);
    if (memory->copied != page) {
        memory->copied = 0;
        if (!copy_by_kernel(memory, page, memory->page, RP_PYTHON_PAGE_BYTES))
            return false;
        memory->copied = page;
    }
    memcpy(out, memory->page + offset, bytes);
    return true;
}

static bool is_in(const struct rp_python_range *range, uintptr_t address, size_t bytes)
{
    return address >= range->low && address < range->high && bytes <= range->high - address;
}

static void copy_words(uintptr_t address, void *out, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof(uintptr_t); i++)
        ((uintptr_t *)out)[i] = rp_python_word(address + i * sizeof(uintptr_t));
}

bool rp_python_copy(struct rp_python_memory *memory, uintptr_t address, void *out, size_t bytes)
{
    if (address % sizeof(uintptr_t) != 0)
        return false;
    if (is_in(&memory->chunk, address, bytes) || is_in(&memory->state, address, bytes)) {
        copy_words(address, out, bytes);
        return true;
    }
    if (memory->is_first_thread || rp_memory_on_stack(&memory->probed, address))
        return rp_memory_copy(&memory->probed, address, out, bytes);
    return copy_by_page(memory, address, out, bytes);
}

bool rp_python_can_read(struct rp_python_memory *memory, uintptr_t address, size_t bytes)
{
    return memory->trusts_objects || rp_memory_is_readable(&memory->probed, address, bytes);
}
