/* entry_file.h: reads the text files of data/: entries with a head and fields.
 * SPDX-License-Identifier: Apache-2.0
 *
 *   rankprof-findings 1            the kind of file and the version of its language
 *   # a comment
 *   finding slow-io of path        an entry: its keyword and the rest of its head
 *       when   is_io and           a field: a key and its value, indented
 *              share > 5%          a line that is indented deeper goes on
 */
#ifndef RANKPROF_ANALYSIS_FINDINGS_ENTRY_FILE_H
#define RANKPROF_ANALYSIS_FINDINGS_ENTRY_FILE_H

#include "analysis/findings/problems.h"
#include "common/error.h"

#define RP_ENTRY_FIELDS 64u

struct rp_entry_field {
    char *key;
    char *value;
    unsigned line;
};

/* Valid only while it is visited. */
struct rp_entry {
    const char *file; /* as it is named in problems */
    unsigned line;
    char *keyword;
    char *head; /* what follows the keyword, "" for nothing */
    struct rp_entry_field fields[RP_ENTRY_FIELDS];
    size_t count;
};

/* Who takes the entries of one kind of file. */
struct rp_entry_visitor {
    const char *kind; /* "rankprof-findings" */
    unsigned version; /* the highest that is understood */
    enum rp_status (*visit)(void *context, const struct rp_entry *entry); /* RP_E_NOMEM ends it */
    void *context;
};

/* All kinds that may stand beside each other. */
struct rp_entry_visitors {
    const struct rp_entry_visitor *list;
    size_t count;
    struct rp_problems *problems;
};

/* The value of a field of the entry, or NULL; *line, where given, is where it stands. */
const char *rp_entry_value(const struct rp_entry *entry, const char *key, unsigned *line);

/* Visits the entries of a text, which is changed. What is wrong is a problem, and left out. */
enum rp_status rp_entry_text_read(char *text, const char *file,
                                  const struct rp_entry_visitors *visitors);

/*
 * Visits the entries of all files of a directory whose names end in ".txt", in the order of their
 * names. A directory or file that cannot be read is a problem. RP_E_NOMEM.
 */
enum rp_status rp_entry_files_read(const char *directory, const struct rp_entry_visitors *visitors);

#endif
