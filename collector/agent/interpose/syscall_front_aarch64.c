/* syscall_front_aarch64.c: the front of syscall() on aarch64.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/interpose/syscall_front.h"

#include <sys/syscall.h>

/* Names for the assembler. */
#define TEXT(number)         #number
#define NUMBER(name, number) ".set number_" #name ", " TEXT(number) "\n"
__asm__(NUMBER(seccomp, SYS_seccomp));
__asm__(NUMBER(execve, SYS_execve));
__asm__(NUMBER(execveat, SYS_execveat));

__asm__(".text\n"
        ".globl syscall\n"
        ".type syscall, %function\n"
        "syscall:\n"
        "    .cfi_startproc\n"
        "    hint #34\n" /* bti c */
        "    cmp x0, #number_seccomp\n"
        "    b.eq rp_syscall_seccomp\n"
        "    cmp x0, #number_execve\n"
        "    b.eq rp_syscall_exec\n"
        "    cmp x0, #number_execveat\n"
        "    b.eq rp_syscall_exec\n"
        "    adrp x16, rp_syscall_next\n"
        "    ldr x16, [x16, #:lo12:rp_syscall_next]\n"
        "    cbz x16, 1f\n"
        "    br x16\n"
        /* Before our constructor. */
        "1:  stp x29, x30, [sp, #-80]!\n"
        "    .cfi_adjust_cfa_offset 80\n"
        "    .cfi_rel_offset x29, 0\n"
        "    .cfi_rel_offset x30, 8\n"
        "    stp x0, x1, [sp, #16]\n"
        "    stp x2, x3, [sp, #32]\n"
        "    stp x4, x5, [sp, #48]\n"
        "    str x6, [sp, #64]\n"
        "    bl rp_syscall_find\n"
        "    mov x16, x0\n"
        "    ldr x6, [sp, #64]\n"
        "    ldp x4, x5, [sp, #48]\n"
        "    ldp x2, x3, [sp, #32]\n"
        "    ldp x0, x1, [sp, #16]\n"
        "    ldp x29, x30, [sp], #80\n"
        "    .cfi_adjust_cfa_offset -80\n"
        "    .cfi_restore x29\n"
        "    .cfi_restore x30\n"
        "    br x16\n"
        "    .cfi_endproc\n"
        ".size syscall, . - syscall\n");
