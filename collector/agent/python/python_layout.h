/* python_layout.h: where each version of CPython keeps what its frames are told by.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Names are ours, with CPython's beside them. Offsets and sizes are in bytes, for 64-bit Linux.
 */
#ifndef RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_LAYOUT_H
#define RANKPROF_COLLECTOR_AGENT_PYTHON_PYTHON_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

struct rp_python_layout {
    uint16_t version; /* 0x30b is 3.11 */

    /* PyCode_Type, PyUnicode_Type: tp_basicsize. Another one is another build of the version. */
    uint16_t code_type_bytes, text_type_bytes;

    /* PyThreadState. `loop` or, where there is none (0), `frame` leads to the running frame. */
    uint16_t thread_bytes, thread_id, thread_native_id, thread_loop, thread_frame, thread_chunk;

    /* _PyCFrame: one for each running evaluation loop, on the C stack. */
    uint16_t loop_frame, loop_previous;

    /*
     * _PyInterpreterFrame. The outermost frame of an evaluation loop says so itself (is_entry), or
     * (0) is called from a frame of no code that lies on the C stack of the loop.
     */
    uint16_t frame_code, frame_previous, frame_instruction, frame_is_entry, frame_owner;

    /*
     * PyCodeObject. `version` (0: none) differs for all code objects that ever were; `first_traced`
     * is the first instruction unit that tracing sees, of which a function has one.
     */
    uint16_t code_first_line, code_version, code_file, code_name, code_lines, code_first_traced,
        code_instructions;

    /* PyASCIIObject, PyCompactUnicodeObject: their characters follow. */
    uint16_t text_ascii, text_compact;
};

enum {
    RP_PYTHON_CHUNK_PREVIOUS = 0, /* _PyStackChunk: where frames are, but those of generators */
    RP_PYTHON_CHUNK_BYTES = 8,    /* size, with this head */
    RP_PYTHON_TYPE = 8,           /* PyObject: ob_type */
    RP_PYTHON_SIZE = 16,          /* PyVarObject: ob_size */
    RP_PYTHON_TYPE_NAME = 24,     /* PyTypeObject: tp_name */
    RP_PYTHON_TYPE_BYTES = 32,    /* tp_basicsize */
    RP_PYTHON_BYTES_DATA = 32,    /* PyBytesObject: ob_sval */
    RP_PYTHON_TEXT_LENGTH = 16,   /* PyASCIIObject: length, in characters */
    RP_PYTHON_TEXT_STATE = 32,    /* 2 bits interned, 3 kind, 1 compact, 1 ascii */
    RP_PYTHON_FRAME_BYTES = 80,   /* _PyInterpreterFrame without its variables */
    RP_PYTHON_UNIT_BYTES = 2,     /* _Py_CODEUNIT: of an instruction */
    RP_PYTHON_OWNED_BY_LOOP = 3,  /* owner: FRAME_OWNED_BY_CSTACK */
};

/* The layout of a version, as Py_Version has it (0x030b02f0 is 3.11.2); NULL: not known. */
const struct rp_python_layout *rp_python_layout(unsigned long version);

#endif
