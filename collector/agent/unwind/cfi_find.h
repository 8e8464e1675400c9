/* cfi_find.h: finds the call frame information of one code address in a mapped .eh_frame.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_AGENT_UNWIND_CFI_FIND_H
#define RANKPROF_COLLECTOR_AGENT_UNWIND_CFI_FIND_H

#include "collector/agent/unwind/cfi_cursor.h"
#include "common/status.h"

/* Where the call frame information of one module is; all of it mapped and readable. */
struct rp_cfi_section {
    const uint8_t *header;              /* .eh_frame_hdr, the base of the table's values; or NULL */
    const uint8_t *table;               /* its sorted table; NULL: frames are searched one by one */
    uint32_t table_entries;             /* of 8 bytes: start of the code, place of the entry */
    const uint8_t *frames, *frames_end; /* .eh_frame; the end may be that of its segment */
};

/* One function's entry (FDE) with what it shares with others (CIE). */
struct rp_cfi_entry {
    uintptr_t begin, end; /* of the code */
    struct rp_cursor shared_program, program;
    uint64_t code_factor;
    int64_t data_factor;
    uint8_t return_register;
    uint8_t encoding;      /* of pointers to code */
    bool has_augmentation; /* each entry then has a sized block before its program */
    bool is_signal_frame;
};

/*
 * Reads .eh_frame_hdr. Sets all of *out but frames_end, which is left equal to frames: the caller
 * knows the segment they are in. RP_E_DAMAGED when the header says nothing usable.
 */
enum rp_status rp_cfi_header_read(const void *header, size_t bytes, struct rp_cfi_section *out);

/*
 * The entry whose code range holds `address`. RP_E_NOT_FOUND when no entry does, RP_E_DAMAGED when
 * the bytes make no sense. Async-signal-safe.
 */
enum rp_status rp_cfi_find(const struct rp_cfi_section *section, uintptr_t address,
                           struct rp_cfi_entry *out);

#endif
