/* module_symbol.c: finds what a mapped module exports, by name.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The loader's functions for this take its lock. The tables are those that the loader itself uses;
 * it has mapped them and believes them, and so do we, within the module.
 */
#include "collector/agent/modules/module_symbol.h"

#include <link.h>
#include <string.h>

struct tables {
    uintptr_t hash, symbols, names;
};

/* DT_GNU_HASH: this head, then `bloom_words` words of the filter, the buckets, and the chains. */
struct hash_head {
    uint32_t buckets;
    uint32_t first_symbol; /* that is in the table */
    uint32_t bloom_words;
    uint32_t bloom_shift;
};

/* The loader may have made addresses of these in place, or not yet. */
static uintptr_t to_address(const struct rp_module *module, uintptr_t value)
{
    return value >= module->low && value < module->high ? value : module->bias + value;
}

static bool find_tables(const struct rp_module *module, struct tables *out)
{
    const ElfW(Dyn) *entry = module->dynamic;
    struct tables tables = {0, 0, 0};
    for (; entry != NULL && entry < (const ElfW(Dyn) *)module->dynamic_end; entry++) {
        const uintptr_t address = to_address(module, entry->d_un.d_ptr);
        if (entry->d_tag == DT_GNU_HASH)
            tables.hash = address;
        if (entry->d_tag == DT_SYMTAB)
            tables.symbols = address;
        if (entry->d_tag == DT_STRTAB)
            tables.names = address;
    }
    *out = tables;
    return tables.hash != 0 && tables.symbols != 0 && tables.names != 0;
}

/* The hash of the GNU hash table, by D. J. Bernstein. */
static uint32_t hash_of(const char *name)
{
    uint32_t hash = 5381;
    for (; *name; name++)
        hash = hash * 33 + (uint8_t)*name;
    return hash;
}

static bool is_inside(const struct rp_module *module, const void *place, size_t bytes)
{
    const uintptr_t address = (uintptr_t)place;
    return address >= module->low && address < module->high && bytes <= module->high - address;
}

static bool is_wanted(const struct rp_module *module, const struct tables *tables, uint32_t number,
                      const char *name)
{
    const size_t bytes = strlen(name) + 1;
    const ElfW(Sym) *const symbol = (const ElfW(Sym) *)tables->symbols + number;
    if (!is_inside(module, symbol, sizeof *symbol))
        return false;
    const char *const found = (const char *)tables->names + symbol->st_name;
    return symbol->st_shndx != SHN_UNDEF && is_inside(module, found, bytes) &&
           memcmp(found, name, bytes) == 0;
}

/* The filter tells of most names at once that they are not there. */
static bool may_be_there(const struct hash_head *head, uint32_t hash)
{
    enum { BITS = 8 * sizeof(uintptr_t) };
    const uintptr_t *const bloom = (const uintptr_t *)(head + 1);
    const uintptr_t word = bloom[hash / BITS % head->bloom_words];
    return word >> hash % BITS & word >> (hash >> head->bloom_shift) % BITS & 1;
}

/* A chain ends with a hash whose lowest bit is set; that bit says nothing of the name. */
static uint32_t find_number(const struct rp_module *module, const struct tables *tables,
                            const char *name)
{
    const struct hash_head *const head = (const struct hash_head *)tables->hash;
    const uint32_t hash = hash_of(name);
    if (!is_inside(module, head, sizeof *head) || head->buckets == 0 || head->bloom_words == 0 ||
        !is_inside(module, head + 1, head->bloom_words * sizeof(uintptr_t)) ||
        !may_be_there(head, hash))
        return 0;
    const uint32_t *const buckets =
        (const uint32_t *)((const uintptr_t *)(head + 1) + head->bloom_words);
    const uint32_t *const chains = buckets + head->buckets;
    if (!is_inside(module, buckets, head->buckets * sizeof *buckets))
        return 0;
    for (uint32_t i = buckets[hash % head->buckets]; i >= head->first_symbol && i != 0; i++) {
        const uint32_t *const chain = &chains[i - head->first_symbol];
        if (!is_inside(module, chain, sizeof *chain))
            return 0;
        if ((*chain | 1) == (hash | 1) && is_wanted(module, tables, i, name))
            return i;
        if (*chain & 1)
            return 0;
    }
    return 0;
}

uintptr_t rp_module_symbol(const struct rp_module *module, const char *name)
{
    struct tables tables;
    if (!find_tables(module, &tables))
        return 0;
    const uint32_t number = find_number(module, &tables, name);
    const ElfW(Sym) *const symbols = (const ElfW(Sym) *)tables.symbols;
    return number == 0 ? 0 : module->bias + symbols[number].st_value;
}
