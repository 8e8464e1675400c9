/* memo_frames.c: code that stacks made by hand name as their frames; none of it is ever run.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "tests/unit/memo_frames.h"

#define FRAME(name, before, after)                                                                 \
    ".globl " name "\n.type " name "_function, @function\n" name                                   \
    "_function:\n.cfi_startproc\n" before name ":\n    nop\n" after                                \
    "    ret\n.cfi_endproc\n.size " name "_function, . - " name "_function\n"

__asm__(".text\n" FRAME("memo_leaf", "nop\n", "")
            FRAME("memo_keeper", "sub $8, %rsp\n.cfi_def_cfa_offset 16\ncall memo_leaf_function\n",
                  "") FRAME("memo_saver",
                            "push %rbp\n.cfi_def_cfa_offset 16\n.cfi_offset %rbp, -16\n"
                            "call memo_leaf_function\n",
                            "")
                FRAME("memo_framed",
                      "push %rbp\n.cfi_def_cfa_offset 16\n.cfi_offset %rbp, -16\nmov %rsp, %rbp\n"
                      ".cfi_def_cfa_register %rbp\ncall memo_leaf_function\n",
                      "")
                    FRAME("memo_register", ".cfi_def_cfa %rbx, 16\ncall memo_leaf_function\n", "")
                        FRAME("memo_root", ".cfi_undefined %rip\ncall memo_leaf_function\n", ""));
