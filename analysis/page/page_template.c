/* page_template.c: the page without its data, as CMake made it of the files in report/.
 * SPDX-License-Identifier: Apache-2.0
 *
 * An assembler directive takes it in: gcc 12 has no #embed, and an array of hundred thousand
 * numbers takes long to compile.
 */
#include "analysis/page/page_template.h"

__asm__(".pushsection .rodata\n"
        ".global rp_page_template\n"
        ".hidden rp_page_template\n"
        "rp_page_template:\n"
        ".incbin \"" RP_PAGE_TEMPLATE "\"\n"
        ".byte 0\n"
        ".size rp_page_template, . - rp_page_template\n"
        ".type rp_page_template, %object\n"
        ".popsection\n");
