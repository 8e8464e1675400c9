/* unwind_samples.c: code whose stacks are hard to walk, for the tests of the unwinder.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The build compiles this file with -O2 -fomit-frame-pointer, and binds its calls lazily.
 */
#include "tests/unit/unwind_samples.h"

#include <alloca.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOINLINE __attribute__((noinline, noclone))

static volatile int sink;

NOINLINE static int descend(int depth, int value)
{
    volatile char space[24];
    space[depth % 24] = (char)value;
    if (depth == 0)
        return value;
    return descend(depth - 1, value + space[depth % 24]) + 1;
}

void sample_recursion(int value)
{
    sink = descend(12, value);
}

NOINLINE static int use_dynamic(size_t bytes, int value)
{
    volatile char *space = alloca(bytes);
    space[bytes / 2] = (char)value;
    return descend(2, space[bytes / 2]) + space[bytes / 2];
}

void sample_dynamic_stack(int value)
{
    for (size_t bytes = 16; bytes < 2000; bytes *= 3)
        sink = use_dynamic(bytes, value);
}

struct many {
    int number[8];
};

/* An argument in memory and more than the stack's alignment: gcc keeps the old sp apart (DRAP). */
NOINLINE static int use_aligned(struct many many)
{
    volatile char aligned[128] __attribute__((aligned(128)));
    volatile char *space = alloca((size_t)(many.number[0] & 7) + 32);
    aligned[many.number[0] & 127] = (char)many.number[1];
    space[3] = (char)many.number[2];
    return descend(1, aligned[many.number[0] & 127] + space[3]) + many.number[7];
}

void sample_realigned_stack(int value)
{
    sink = use_aligned((struct many){{value, 1, 2, 3, 4, 5, 6, 7}});
}

static int compare(const void *left, const void *right)
{
    const int a = *(const int *)left, b = *(const int *)right;
    return a < b ? -1 : a > b;
}

void sample_sort_callbacks(int value)
{
    int numbers[12];
    for (int i = 0; i < 12; i++)
        numbers[i] = (i * 7 + value) % 12;
    qsort(numbers, 12, sizeof numbers[0], compare);
    sink = numbers[0];
}

/* The first calls of these go through the loader's resolver. */
void sample_lazy_binding(int value)
{
    char text[] = "one,two";
    char *rest = NULL;
    sink = strverscmp("a12", value ? "a9" : "a10");
    sink = (int)strlen(strtok_r(text, ",", &rest));
    sink = (int)a64l("zz") + abs(value);
}

void sample_vdso(int value)
{
    struct timespec now;
    for (int i = 0; i < 3; i++)
        clock_gettime(value ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
    sink = (int)now.tv_sec;
}

void sample_formatting(int value)
{
    char text[64];
    sink = snprintf(text, sizeof text, "%d %s %.3f", value, "text", value + 0.5);
}

void sample_allocation(int value)
{
    void *blocks[8];
    for (int i = 0; i < 8; i++)
        blocks[i] = malloc((size_t)(value + 1) * 40 * (size_t)(i + 1));
    for (int i = 0; i < 8; i++)
        free(blocks[i]);
}

/* No .cfi directives on purpose. */
#if defined(__x86_64__)
__asm__(".text\n"
        ".globl sample_no_cfi\n"
        ".type sample_no_cfi, @function\n"
        "sample_no_cfi:\n"
        "    push %rbp\n"
        "    mov %rsp, %rbp\n"
        "    mov %rdi, %rax\n"
        "    mov %esi, %edi\n"
        "    call *%rax\n"
        "    pop %rbp\n"
        "    ret\n"
        ".size sample_no_cfi, . - sample_no_cfi\n"
        ".globl sample_no_cfi_leaf\n"
        ".type sample_no_cfi_leaf, @function\n"
        "sample_no_cfi_leaf:\n"
        "    nop\n"
        "    mov %rdi, %rax\n"
        "    ret\n"
        ".size sample_no_cfi_leaf, . - sample_no_cfi_leaf\n");
const unsigned char sample_leaf_code[] = {0x90, 0x90, 0x90, 0x90, 0xc3}; /* nops, ret */
#elif defined(__aarch64__)
__asm__(".text\n"
        ".globl sample_no_cfi\n"
        ".type sample_no_cfi, %function\n"
        "sample_no_cfi:\n"
        "    stp x29, x30, [sp, #-64]!\n"
        "    mov x29, sp\n"
        "    mov x9, x0\n"
        "    mov w0, w1\n"
        "    blr x9\n"
        "    nop\n"
        "    ldp x29, x30, [sp], #64\n"
        "    ret\n"
        ".size sample_no_cfi, . - sample_no_cfi\n"
        ".globl sample_no_cfi_leaf\n"
        ".type sample_no_cfi_leaf, %function\n"
        "sample_no_cfi_leaf:\n"
        "    nop\n"
        "    mov x0, x1\n"
        "    ret\n"
        ".size sample_no_cfi_leaf, . - sample_no_cfi_leaf\n");
/* nop, nop, ret */
const unsigned char sample_leaf_code[] = {0x1f, 0x20, 0x03, 0xd5, 0x1f, 0x20,
                                          0x03, 0xd5, 0xc0, 0x03, 0x5f, 0xd6};
#endif

const size_t sample_leaf_code_bytes = sizeof sample_leaf_code;
