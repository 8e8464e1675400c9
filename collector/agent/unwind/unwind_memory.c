/* unwind_memory.c: reads of stacks that never fault.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/unwind/unwind_memory.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "collector/agent/unwind/unwind_arch.h"

enum { PAGE_BYTES = 4096, KERNEL_SIGSET_BYTES = 8, WORD_BYTES = sizeof(uintptr_t) };

RP_READS_FOREIGN_MEMORY static uintptr_t load_word(uintptr_t address)
{
    return *(const volatile uintptr_t *)address;
}

RP_READS_FOREIGN_MEMORY static void load_bytes(uintptr_t address, uint8_t *out, size_t bytes)
{
    size_t done = 0;
    for (; address % WORD_BYTES == 0 && bytes - done >= WORD_BYTES; done += WORD_BYTES) {
        const uintptr_t word = load_word(address + done);
        memcpy(out + done, &word, sizeof word);
    }
    for (; done < bytes; done++)
        out[done] = ((const volatile uint8_t *)address)[done];
}

/*
 * The kernel copies the new signal mask before it looks at `how`: EINVAL says that the word could
 * be read, EFAULT that it could not, and the mask stays as it was. 130 ns, and no SIGSEGV handler.
 */
static bool probe(uintptr_t address)
{
    const int saved_errno = errno;
    const long result = syscall(SYS_rt_sigprocmask, ~0, address, NULL, KERNEL_SIGSET_BYTES);
    const bool readable = result == -1 && errno == EINVAL;
    errno = saved_errno;
    return readable;
}

static bool page_is_readable(struct rp_memory *memory, uintptr_t address)
{
    const uintptr_t page = address & ~(uintptr_t)(PAGE_BYTES - 1);
    for (unsigned i = 0; i < RP_MEMORY_PAGES_KNOWN && i < memory->pages; i++) {
        if (memory->page[i] == page)
            return true;
    }
    if (!probe(page))
        return false;
    memory->page[memory->pages++ % RP_MEMORY_PAGES_KNOWN] = page;
    return true;
}

/* The red zone below sp belongs to the function as well. */
static uintptr_t lowest_used(const struct rp_memory *memory, uintptr_t sp)
{
    const uintptr_t red_zone = RP_RED_ZONE_BYTES;
    return sp - memory->stack.low >= red_zone ? sp - red_zone : memory->stack.low;
}

void rp_memory_init(struct rp_memory *memory, const struct rp_stack_bounds *stack, uintptr_t sp)
{
    memory->stack = *stack;
    memory->pages = 0;
    memory->trusted = stack->high;
    if (rp_memory_on_stack(memory, sp))
        memory->trusted = lowest_used(memory, sp);
}

void rp_memory_trust(struct rp_memory *memory, uintptr_t sp)
{
    if (!rp_memory_on_stack(memory, sp) || sp >= memory->trusted)
        return;
    const uintptr_t lowest = lowest_used(memory, sp);
    if (page_is_readable(memory, lowest))
        memory->trusted = lowest;
}

bool rp_memory_on_stack(const struct rp_memory *memory, uintptr_t address)
{
    return address >= memory->stack.low && address <= memory->stack.high;
}

static bool is_trusted(const struct rp_memory *memory, uintptr_t address)
{
    return address >= memory->trusted && address < memory->stack.high &&
           memory->stack.high - address >= WORD_BYTES;
}

bool rp_memory_read(struct rp_memory *memory, uintptr_t address, uintptr_t *out)
{
    if (address % WORD_BYTES != 0)
        return false;
    if (!is_trusted(memory, address) && !page_is_readable(memory, address))
        return false;
    *out = load_word(address);
    return true;
}

bool rp_memory_is_readable(struct rp_memory *memory, uintptr_t address, size_t bytes)
{
    if (bytes == 0 || address + bytes < address)
        return false;
    if (address >= memory->trusted && address + bytes <= memory->stack.high)
        return true;
    for (uintptr_t at = address & ~(uintptr_t)(PAGE_BYTES - 1); at < address + bytes;
         at += PAGE_BYTES) {
        if (!page_is_readable(memory, at))
            return false;
    }
    return true;
}

bool rp_memory_copy(struct rp_memory *memory, uintptr_t address, void *out, size_t bytes)
{
    if (bytes > PAGE_BYTES || !rp_memory_is_readable(memory, address, bytes))
        return false;
    load_bytes(address, out, bytes);
    return true;
}
