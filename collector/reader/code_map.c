/* code_map.c: the map that a program writes of the code that it makes at run time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/reader/code_map.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_BYTES  (UINT64_C(256) << 20) /* of a map */
#define CODE_BYTES  (UINT64_C(1) << 28)   /* of one function: what is above makes no sense */
#define READ_BYTES  65536
#define FEW_ENTRIES 256
#define LINE_BYTES  4096 /* of a line, at most; the rest of its name is cut */
#define STEPS_BACK  4096 /* over functions that begin before an address and end before it too */

struct entry {
    uint64_t start, bytes;
    size_t order; /* of its line */
    size_t name;  /* place in `names` */
};

struct rp_code_map {
    char *path;
    struct entry *entries;
    size_t count, capacity;
    char *names;
    size_t names_bytes, names_capacity;
    uint64_t read;         /* bytes of the file */
    char line[LINE_BYTES]; /* what was read of a line that had no end yet */
    size_t line_bytes;
    bool is_sorted;
};

enum rp_status rp_code_map_new(struct rp_code_map **out, const char *path)
{
    struct rp_code_map *const map = calloc(1, sizeof(*map));

    if (map)
        map->path = strdup(path);
    if (!map || !map->path) {
        free(map);
        return RP_E_NOMEM;
    }
    *out = map;
    return RP_OK;
}

void rp_code_map_free(struct rp_code_map *map)
{
    if (!map)
        return;
    free(map->path);
    free(map->entries);
    free(map->names);
    free(map);
}

const char *rp_code_map_path(const struct rp_code_map *map)
{
    return map->path;
}

/* ---- reading ---- */

/* Room for `wanted` of what has `bytes` each, twice as much as before at least. */
static bool grow(void **rows, size_t *capacity, size_t wanted, size_t bytes)
{
    size_t larger = *capacity ? *capacity * 2 : FEW_ENTRIES;
    void *moved;

    if (wanted <= *capacity)
        return true;
    larger = larger < wanted ? wanted : larger;
    moved = realloc(*rows, larger * bytes);
    if (!moved)
        return false;
    *rows = moved;
    *capacity = larger;
    return true;
}

static bool add(struct rp_code_map *map, const struct entry *entry, const char *name)
{
    const size_t bytes = strlen(name) + 1;
    void *entries = map->entries, *names = map->names;
    const bool has_room = grow(&entries, &map->capacity, map->count + 1, sizeof(*map->entries)) &&
                          grow(&names, &map->names_capacity, map->names_bytes + bytes, 1);

    map->entries = entries;
    map->names = names;
    if (!has_room)
        return false;
    map->entries[map->count] = *entry;
    map->entries[map->count].order = map->count;
    map->entries[map->count++].name = map->names_bytes;
    memcpy(map->names + map->names_bytes, name, bytes);
    map->names_bytes += bytes;
    map->is_sorted = false;
    return true;
}

/* "7f2a10 1c0 LazyCompile:*fib fib.js:1": the name is the rest of the line. */
static void read_line(struct rp_code_map *map)
{
    struct entry entry = {0};
    char *rest = map->line;

    map->line[map->line_bytes] = '\0';
    map->line_bytes = 0;
    entry.start = strtoull(map->line, &rest, 16);
    if (rest == map->line || *rest != ' ')
        return;
    entry.bytes = strtoull(rest, &rest, 16);
    if (*rest != ' ' || rest[1] == '\0' || entry.bytes == 0 || entry.bytes > CODE_BYTES ||
        entry.start + entry.bytes < entry.start)
        return;
    add(map, &entry, rest + 1);
}

static void read_bytes(struct rp_code_map *map, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n')
            read_line(map);
        else if (map->line_bytes < LINE_BYTES - 1 && bytes[i] != '\0')
            map->line[map->line_bytes++] = bytes[i];
    }
    map->read += count;
}

/* Its size; 0 when it is not what it should be. */
static uint64_t size_of(int fd, uid_t owner)
{
    struct stat info;

    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) ||
        (info.st_uid != owner && info.st_uid != 0))
        return 0;
    return (uint64_t)info.st_size < MOST_BYTES ? (uint64_t)info.st_size : MOST_BYTES;
}

bool rp_code_map_read(struct rp_code_map *map, uid_t owner)
{
    const int fd = open(map->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    const uint64_t size = fd >= 0 ? size_of(fd, owner) : 0;
    const uint64_t before = map->read;
    char *const bytes = size > before ? malloc(READ_BYTES) : NULL;

    while (bytes && map->read < size) {
        const ssize_t got = pread(fd, bytes, READ_BYTES, (off_t)map->read);

        if (got <= 0)
            break;
        read_bytes(map, bytes, (size_t)got);
    }
    free(bytes);
    if (fd >= 0)
        close(fd);
    return map->read > before;
}

/* ---- looking up ---- */

static int compare(const void *left, const void *right)
{
    const struct entry *const a = left, *const b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->order == b->order ? 0 : a->order < b->order ? -1 : 1;
}

/* The number of entries that begin at the address or before it. */
static size_t count_before(const struct rp_code_map *map, uint64_t address)
{
    size_t low = 0, high = map->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (map->entries[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool rp_code_map_find(struct rp_code_map *map, uint64_t address, struct rp_code_function *out)
{
    const struct entry *best = NULL;
    size_t steps = 0;

    if (!map->is_sorted && map->count > 0)
        qsort(map->entries, map->count, sizeof(*map->entries), compare);
    map->is_sorted = true;
    for (size_t i = count_before(map, address); i > 0 && steps < STEPS_BACK; i--, steps++) {
        const struct entry *const entry = &map->entries[i - 1];

        if (address - entry->start < entry->bytes && (!best || entry->order > best->order))
            best = entry;
    }
    if (!best)
        return false;
    *out = (struct rp_code_function){best->start, best->bytes, map->names + best->name};
    return true;
}
