/* entry_file.c: reads the text files of data/: entries with a head and fields.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/entry_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING     ".txt"
#define MOST_BYTES (1u << 20)

struct reading {
    const struct rp_entry_visitors *visitors;
    const struct rp_entry_visitor *visitor; /* of the kind that the file is; NULL: not known yet */
    struct rp_entry entry;
    size_t indentation; /* of the fields of the entry; 0: it has none yet */
    bool is_open;
};

const char *rp_entry_value(const struct rp_entry *entry, const char *key, unsigned *line)
{
    for (size_t i = 0; i < entry->count; i++) {
        if (strcmp(entry->fields[i].key, key) != 0)
            continue;
        if (line)
            *line = entry->fields[i].line;
        return entry->fields[i].value;
    }
    return NULL;
}

/* ---- lines ---- */

static enum rp_status close_entry(struct reading *it)
{
    const bool was_open = it->is_open;

    it->is_open = false;
    it->indentation = 0;
    return was_open ? it->visitor->visit(it->visitor->context, &it->entry) : RP_OK;
}

/* Ends the first word of `text` and returns what follows it, without blanks in front. */
static char *behind_word(char *text)
{
    char *at = text + strcspn(text, " \t");

    if (!*at)
        return at;
    *at++ = '\0';
    return at + strspn(at, " \t");
}

static void problem(const struct reading *it, unsigned line, const char *sentence)
{
    rp_problem(it->visitors->problems, it->entry.file, line, "%s", sentence);
}

static void find_kind(struct reading *it, char *line, unsigned number)
{
    const unsigned long version = strtoul(behind_word(line), NULL, 10);
    const struct rp_entry_visitors *all = it->visitors;
    size_t at = 0;

    while (at < all->count && strcmp(line, all->list[at].kind) != 0)
        at++;
    if (at == all->count)
        rp_problem(all->problems, it->entry.file, number,
                   "the file does not begin with 'rankprof-findings 1' or 'rankprof-metrics 1'");
    else if (version < 1 || version > all->list[at].version)
        rp_problem(all->problems, it->entry.file, number,
                   "this rankprof understands '%s' up to version %u", all->list[at].kind,
                   all->list[at].version);
    else
        it->visitor = &all->list[at];
}

static enum rp_status open_entry(struct reading *it, char *line, unsigned number)
{
    const enum rp_status status = close_entry(it);

    it->entry.keyword = line;
    it->entry.head = behind_word(line);
    it->entry.line = number;
    it->entry.count = 0;
    it->is_open = true;
    return status;
}

static void add_field(struct reading *it, char *text, unsigned number)
{
    if (it->entry.count == RP_ENTRY_FIELDS) {
        problem(it, number, "the entry has too many fields");
        return;
    }
    it->entry.fields[it->entry.count++] =
        (struct rp_entry_field){.key = text, .value = behind_word(text), .line = number};
}

/* The texts stand in one block: a value grows over the end of its line and the next indentation. */
static void continue_field(struct reading *it, char *text)
{
    struct rp_entry_field *field = &it->entry.fields[it->entry.count - 1];
    const size_t length = strlen(field->value);

    if (length == 0) {
        field->value = text;
        return;
    }
    field->value[length] = ' ';
    memmove(field->value + length + 1, text, strlen(text) + 1);
}

static enum rp_status take_line(struct reading *it, char *line, unsigned number)
{
    const size_t indentation = strspn(line, " \t");
    size_t length = strlen(line);

    while (length > 0 && strchr(" \t\r", line[length - 1]))
        line[--length] = '\0';
    if (length <= indentation || line[indentation] == '#')
        return RP_OK;
    if (!it->visitor) {
        find_kind(it, line, number);
        return it->visitor ? RP_OK : RP_E_UNSUPPORTED;
    }
    if (indentation == 0)
        return open_entry(it, line, number);
    if (!it->is_open) {
        problem(it, number, "a field stands outside of an entry");
    } else if (it->indentation > 0 && indentation > it->indentation && it->entry.count > 0) {
        continue_field(it, line + indentation);
    } else {
        it->indentation = indentation;
        add_field(it, line + indentation, number);
    }
    return RP_OK;
}

enum rp_status rp_entry_text_read(char *text, const char *file,
                                  const struct rp_entry_visitors *visitors)
{
    struct reading it = {.visitors = visitors, .entry = {.file = file}};
    enum rp_status status = RP_OK;
    unsigned number = 1;

    for (char *line = text; status == RP_OK && line; number++) {
        char *end = strchr(line, '\n');

        if (end)
            *end = '\0';
        status = take_line(&it, line, number);
        line = end ? end + 1 : NULL;
    }
    if (status == RP_OK && !it.visitor)
        find_kind(&it, (char[]){""}, 0);
    if (status == RP_E_UNSUPPORTED)
        return RP_OK;
    return status == RP_OK ? close_entry(&it) : status;
}

/* ---- files ---- */

static char *read_whole(const char *path, struct rp_problems *problems)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    char *text = file >= 0 ? calloc(MOST_BYTES + 1, 1) : NULL;
    size_t used = 0;
    ssize_t got = 1;

    if (file < 0) {
        rp_problem(problems, path, 0, "cannot read it: %s", strerror(errno));
        return NULL;
    }
    while (text && got > 0 && used < MOST_BYTES) {
        got = read(file, text + used, MOST_BYTES - used);
        used += got > 0 ? (size_t)got : 0;
    }
    close(file);
    if (text && got >= 0 && used < MOST_BYTES && !memchr(text, '\0', used))
        return text;
    rp_problem(problems, path, 0, "cannot read it as a text of less than 1 MiB");
    free(text);
    return NULL;
}

static int is_ours(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);

    return entry->d_name[0] != '.' && length > strlen(ENDING) &&
           strcmp(entry->d_name + length - strlen(ENDING), ENDING) == 0;
}

static enum rp_status read_file(const char *directory, const char *name,
                                const struct rp_entry_visitors *visitors)
{
    enum rp_status status = RP_OK;
    char *path = NULL;
    char *text = NULL;

    if (asprintf(&path, "%s/%s", directory, name) < 0)
        return RP_E_NOMEM;
    text = read_whole(path, visitors->problems);
    if (text)
        status = rp_entry_text_read(text, path, visitors);
    free(text);
    free(path);
    return status;
}

enum rp_status rp_entry_files_read(const char *directory, const struct rp_entry_visitors *visitors)
{
    struct dirent **names = NULL;
    const int count = scandir(directory, &names, is_ours, alphasort);
    enum rp_status status = RP_OK;

    if (count < 0) {
        rp_problem(visitors->problems, directory, 0, "cannot read the directory: %s",
                   strerror(errno));
        return RP_OK;
    }
    for (int i = 0; i < count; i++) {
        if (status == RP_OK)
            status = read_file(directory, names[i]->d_name, visitors);
        free(names[i]);
    }
    free(names);
    return status;
}
