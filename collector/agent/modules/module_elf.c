/* module_elf.c: describes a mapped ELF object from its own headers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/modules/module_elf.h"

#include <elf.h>
#include <string.h>

enum {
    PAGE_BYTES = 4096,
    FINGERPRINT_TABLE_BYTES = 4096, /* of .eh_frame_hdr: enough to tell two builds apart */
};

struct span {
    uintptr_t low, high;
};

static struct span span_of(const struct rp_elf_image *image, const ElfW(Phdr) * header,
                           size_t bytes)
{
    const uintptr_t low = image->bias + header->p_vaddr;
    return (struct span){low, low + bytes};
}

/* The readable file-backed part of a segment that holds [low, low + bytes), up to its end. */
static bool find_readable(const struct rp_elf_image *image, uintptr_t low, size_t bytes,
                          struct span *out)
{
    for (size_t i = 0; i < image->header_count; i++) {
        const ElfW(Phdr) *header = &image->headers[i];
        const struct span span = span_of(image, header, header->p_filesz);
        if (header->p_type != PT_LOAD || !(header->p_flags & PF_R) || low < span.low ||
            low > span.high || bytes > span.high - low)
            continue;
        *out = (struct span){low, span.high};
        return true;
    }
    return false;
}

/* The program headers must be in the first page: no more than that is known to be mapped. */
static bool is_usable(const ElfW(Ehdr) * header)
{
    return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
           header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_phentsize == sizeof(ElfW(Phdr)) &&
           header->e_phnum > 0 && header->e_phoff % sizeof(uintptr_t) == 0 &&
           header->e_phoff <= PAGE_BYTES &&
           header->e_phnum <= (PAGE_BYTES - header->e_phoff) / sizeof(ElfW(Phdr));
}

enum rp_status rp_elf_image_at(uintptr_t low, uintptr_t bias, const char *name,
                               struct rp_elf_image *out)
{
    ElfW(Ehdr) header;
    struct rp_memory memory;
    rp_memory_init(&memory, &(struct rp_stack_bounds){0, 0}, 0);
    if (!rp_memory_copy(&memory, low, &header, sizeof header) || !is_usable(&header))
        return RP_E_UNSUPPORTED;
    *out = (struct rp_elf_image){(const ElfW(Phdr) *)(low + header.e_phoff), header.e_phnum, bias,
                                 name};
    return RP_OK;
}

static void widen(uintptr_t *low, uintptr_t *high, struct span span)
{
    if (span.low < *low)
        *low = span.low;
    if (span.high > *high)
        *high = span.high;
}

/* The whole mapped range and the range of the code. */
static enum rp_status measure(const struct rp_elf_image *image, struct rp_module *out)
{
    out->low = out->text_low = UINTPTR_MAX;
    out->high = out->text_high = 0;
    for (size_t i = 0; i < image->header_count; i++) {
        const ElfW(Phdr) *header = &image->headers[i];
        const struct span span = span_of(image, header, header->p_memsz);
        if (header->p_type != PT_LOAD || header->p_memsz == 0)
            continue;
        widen(&out->low, &out->high, span);
        if (header->p_flags & PF_X)
            widen(&out->text_low, &out->text_high, span);
    }
    if (out->low >= out->high)
        return RP_E_UNSUPPORTED;
    out->low &= ~(uintptr_t)(PAGE_BYTES - 1);
    if (out->text_low > out->text_high)
        out->text_low = out->text_high = out->low;
    return RP_OK;
}

static size_t round_up(size_t bytes, size_t alignment)
{
    return (bytes + alignment - 1) / alignment * alignment;
}

static bool is_build_id(const ElfW(Nhdr) * note, const uint8_t *name)
{
    return note->n_type == NT_GNU_BUILD_ID && note->n_namesz == sizeof ELF_NOTE_GNU &&
           memcmp(name, ELF_NOTE_GNU, sizeof ELF_NOTE_GNU) == 0;
}

/* Looks through one note segment; its bounds are known to be readable. */
static void read_notes(struct span notes, size_t alignment, struct rp_module *out)
{
    while (notes.high - notes.low >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;
        memcpy(&note, (const void *)notes.low, sizeof note);
        const size_t name_bytes = round_up(note.n_namesz, alignment);
        const size_t content_bytes = round_up(note.n_descsz, alignment);
        const size_t left = notes.high - notes.low - sizeof note;
        const uint8_t *name = (const uint8_t *)notes.low + sizeof note;
        if (name_bytes > left || note.n_descsz > left - name_bytes)
            return;
        if (is_build_id(&note, name)) {
            const bool is_long = note.n_descsz > sizeof out->build_id;
            out->build_id_bytes = is_long ? sizeof out->build_id : note.n_descsz;
            memcpy(out->build_id, name + name_bytes, out->build_id_bytes);
            return;
        }
        if (content_bytes > left - name_bytes)
            return;
        notes.low += sizeof note + name_bytes + content_bytes;
    }
}

static void read_frames(const struct rp_elf_image *image, struct span header, struct rp_module *out)
{
    struct rp_cfi_section section;
    struct span frames;
    out->eh_frame_hdr = (const void *)header.low;
    if (rp_cfi_header_read(out->eh_frame_hdr, header.high - header.low, &section) != RP_OK ||
        !find_readable(image, (uintptr_t)section.frames, sizeof(uint32_t), &frames))
        return;
    section.frames_end = (const uint8_t *)frames.high;
    out->cfi = section;
}

/* FNV-1a; only equality matters. */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count)
{
    const uint8_t *byte = bytes;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t fingerprint(const struct rp_elf_image *image, struct span table)
{
    size_t bytes = table.high - table.low;
    if (bytes > FINGERPRINT_TABLE_BYTES)
        bytes = FINGERPRINT_TABLE_BYTES;
    const uint64_t start = UINT64_C(0xcbf29ce484222325);
    const uint64_t of_headers =
        hash_bytes(start, image->headers, image->header_count * sizeof image->headers[0]);
    return hash_bytes(of_headers, (const void *)table.low, bytes);
}

static bool is_of_interest(const ElfW(Phdr) * header)
{
    return header->p_type == PT_NOTE || header->p_type == PT_GNU_EH_FRAME ||
           header->p_type == PT_DYNAMIC;
}

static void set_dynamic(struct span section, struct rp_module *out)
{
    out->dynamic = (const void *)section.low;
    out->dynamic_end = (const void *)section.high;
}

enum rp_status rp_elf_describe(const struct rp_elf_image *image, struct rp_module *out)
{
    struct span table = {0, 0};
    memset(out, 0, sizeof *out);
    const enum rp_status status = measure(image, out);
    if (status != RP_OK)
        return status;
    out->bias = image->bias;
    out->path = image->name != NULL ? image->name : "";
    for (size_t i = 0; i < image->header_count; i++) {
        const ElfW(Phdr) *header = &image->headers[i];
        const struct span wanted = span_of(image, header, header->p_memsz);
        struct span readable;
        if (!is_of_interest(header) ||
            !find_readable(image, wanted.low, header->p_memsz, &readable))
            continue;
        if (header->p_type == PT_GNU_EH_FRAME)
            table = wanted;
        else if (header->p_type == PT_DYNAMIC)
            set_dynamic(wanted, out);
        else if (out->build_id_bytes == 0)
            read_notes(wanted, header->p_align == 8 ? 8 : 4, out);
    }
    if (table.low != table.high)
        read_frames(image, table, out);
    out->fingerprint = fingerprint(image, table);
    return RP_OK;
}

/* Entries keep no more of a path than this. */
static size_t path_bytes(const struct rp_module *module)
{
    return strnlen(module->path, RP_MODULE_PATH_BYTES - 1);
}

bool rp_module_is_same(const struct rp_module *left, const struct rp_module *right)
{
    return left->low == right->low && left->high == right->high &&
           left->fingerprint == right->fingerprint &&
           left->build_id_bytes == right->build_id_bytes &&
           memcmp(left->build_id, right->build_id, left->build_id_bytes) == 0 &&
           path_bytes(left) == path_bytes(right) &&
           memcmp(left->path, right->path, path_bytes(left)) == 0;
}
