/* syscall_front_x86_64.c: the front of syscall() on x86_64.
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
        ".type syscall, @function\n"
        "syscall:\n"
        "    .cfi_startproc\n"
        "    endbr64\n"
        "    cmp $number_seccomp, %rdi\n"
        "    je rp_syscall_seccomp\n"
        "    cmp $number_execve, %rdi\n"
        "    je rp_syscall_exec\n"
        "    cmp $number_execveat, %rdi\n"
        "    je rp_syscall_exec\n"
        "    mov rp_syscall_next(%rip), %rax\n"
        "    test %rax, %rax\n"
        "    jz 1f\n"
        "    jmp *%rax\n"
        /* Before our constructor: the seventh argument stays where it is, on the stack. */
        "1:  push %rdi\n    .cfi_adjust_cfa_offset 8\n"
        "    push %rsi\n    .cfi_adjust_cfa_offset 8\n"
        "    push %rdx\n    .cfi_adjust_cfa_offset 8\n"
        "    push %rcx\n    .cfi_adjust_cfa_offset 8\n"
        "    push %r8\n     .cfi_adjust_cfa_offset 8\n"
        "    push %r9\n     .cfi_adjust_cfa_offset 8\n"
        "    sub $8, %rsp\n .cfi_adjust_cfa_offset 8\n"
        "    call rp_syscall_find\n"
        "    add $8, %rsp\n .cfi_adjust_cfa_offset -8\n"
        "    pop %r9\n      .cfi_adjust_cfa_offset -8\n"
        "    pop %r8\n      .cfi_adjust_cfa_offset -8\n"
        "    pop %rcx\n     .cfi_adjust_cfa_offset -8\n"
        "    pop %rdx\n     .cfi_adjust_cfa_offset -8\n"
        "    pop %rsi\n     .cfi_adjust_cfa_offset -8\n"
        "    pop %rdi\n     .cfi_adjust_cfa_offset -8\n"
        "    jmp *%rax\n"
        "    .cfi_endproc\n"
        ".size syscall, . - syscall\n");
