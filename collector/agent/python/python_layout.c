/* python_layout.c: where each version of CPython keeps what its frames are told by.
 * SPDX-License-Identifier: Apache-2.0
 *
 * From the headers of CPython (cpython/pystate.h, cpython/code.h, cpython/unicodeobject.h,
 * internal/pycore_frame.h); `ptype /o struct _PyInterpreterFrame` in gdb, on a libpython with
 * debug information, shows them. docs/unwinding.md says how to add a version.
 */
#include "collector/agent/python/python_layout.h"

#include <stddef.h>

static const struct rp_python_layout layouts[] = {
    {
        .version = 0x30b,
        .code_type_bytes = 184,
        .text_type_bytes = 80,
        .thread_bytes = 360,
        .thread_id = 152,
        .thread_native_id = 160,
        .thread_loop = 56,
        .thread_chunk = 296,
        .loop_frame = 8,
        .loop_previous = 16,
        .frame_code = 32,
        .frame_previous = 48,
        .frame_instruction = 56,
        .frame_is_entry = 68,
        .frame_owner = 69,
        .code_first_line = 72,
        .code_file = 112,
        .code_name = 128,
        .code_lines = 136,
        .code_first_traced = 168,
        .code_instructions = 184,
        .text_ascii = 48,
        .text_compact = 72,
    },
    {
        .version = 0x30c,
        .code_type_bytes = 192,
        .text_type_bytes = 64,
        .thread_bytes = 288,
        .thread_id = 136,
        .thread_native_id = 144,
        .thread_loop = 56,
        .thread_chunk = 232,
        .loop_frame = 0,
        .loop_previous = 8,
        .frame_code = 0,
        .frame_previous = 8,
        .frame_instruction = 56,
        .frame_owner = 70,
        .code_first_line = 68,
        .code_version = 92,
        .code_file = 112,
        .code_name = 128,
        .code_lines = 136,
        .code_first_traced = 176,
        .code_instructions = 192,
        .text_ascii = 40,
        .text_compact = 56,
    },
    {
        .version = 0x30d,
        .code_type_bytes = 200,
        .text_type_bytes = 64,
        .thread_bytes = 304,
        .thread_id = 152,
        .thread_native_id = 160,
        .thread_frame = 72,
        .thread_chunk = 232,
        .frame_code = 0,
        .frame_previous = 8,
        .frame_instruction = 56,
        .frame_owner = 70,
        .code_first_line = 68,
        .code_version = 92,
        .code_file = 112,
        .code_name = 128,
        .code_lines = 136,
        .code_first_traced = 184,
        .code_instructions = 200,
        .text_ascii = 40,
        .text_compact = 56,
    },
};

const struct rp_python_layout *rp_python_layout(unsigned long version)
{
    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
        if (layouts[i].version == version >> 16)
            return &layouts[i];
    }
    return NULL;
}
