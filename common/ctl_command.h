/* ctl_command.h: what `rankprof ctl` asks of a running job, as a line of the file `control`.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The file stands in the output directory, so whoever sees that, on any node, can ask, and every
 * collector of the job reads. Lines are only ever added:
 *
 *   IDENTITY NS_SINCE_1970 VERB VALUE TEXT
 */
#ifndef RANKPROF_COMMON_CTL_COMMAND_H
#define RANKPROF_COMMON_CTL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RP_CTL_FILE       "control" /* its name in the output directory */
#define RP_CTL_TEXT_BYTES 256u
#define RP_CTL_LINE_BYTES 512u

/* Kind, number (stored in files, never reused), verb, unit of its value, smallest and largest. */
#define RP_CTL_LIST(_)                                                                             \
    _(RP_CTL_MARK, 1, "mark", NULL, 0, 0)                                                          \
    _(RP_CTL_ON, 2, "on", NULL, 0, 0)                                                              \
    _(RP_CTL_OFF, 3, "off", NULL, 0, 0)                                                            \
    _(RP_CTL_RATE, 4, "rate", "Hz", 0.001, 10000)                                                  \
    _(RP_CTL_SLICE, 5, "slice", "s", 0.1, 3600)                                                    \
    _(RP_CTL_STACKS, 6, "stacks", NULL, 0, 0)

enum rp_ctl_kind {
    RP_CTL_NONE = 0,
#define RP_CTL_ENUM(kind, number, verb, unit, low, high) kind = (number),
    RP_CTL_LIST(RP_CTL_ENUM)
#undef RP_CTL_ENUM
        RP_CTL_KIND_COUNT
};

struct rp_ctl_command {
    enum rp_ctl_kind kind;
    uint64_t id;                  /* random: the same on all ranks, and no other's */
    uint64_t time_ns;             /* since 1970 */
    double value;                 /* in the unit of the verb */
    char text[RP_CTL_TEXT_BYTES]; /* of a mark */
};

/* What is known of a verb. */
struct rp_ctl_verb {
    enum rp_ctl_kind kind;
    const char *verb;
    const char *unit; /* of its value; NULL: it has none */
    double low, high;
};

/* NULL when there is none of that name, or kind. */
const struct rp_ctl_verb *rp_ctl_verb(const char *name);
const struct rp_ctl_verb *rp_ctl_verb_of(enum rp_ctl_kind kind);

/* The line for a command, with its end; how long it is. */
size_t rp_ctl_line(const struct rp_ctl_command *command, char line[RP_CTL_LINE_BYTES]);

/* Reads a line, without its end; false when it is none, or a value is out of bounds. */
bool rp_ctl_parse(const char *line, struct rp_ctl_command *out);

#endif
