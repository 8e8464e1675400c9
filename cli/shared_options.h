/* shared_options.h: options that several commands have, the same in each.
 * SPDX-License-Identifier: Apache-2.0
 *
 * `place` is where the command's settings keep the value.
 */
#ifndef RANKPROF_CLI_SHARED_OPTIONS_H
#define RANKPROF_CLI_SHARED_OPTIONS_H

#include "common/options.h"

#define RP_OPTION_COLOR(place)                                                                     \
    {                                                                                              \
        .name = "color", .type = RP_OPTION_CHOICE, .offset = (place), .value = "WHEN",             \
        .choices = "auto|always|never", .help = "auto|always|never (default: auto)"                \
    }

#define RP_OPTION_RANKS(place)                                                                     \
    {                                                                                              \
        .name = "ranks", .type = RP_OPTION_TEXT, .offset = (place), .value = "LIST",               \
        .help = "only these ranks, for example 0-63,137"                                           \
    }

#define RP_OPTION_RULES(place)                                                                     \
    {                                                                                              \
        .name = "rules", .type = RP_OPTION_TEXT, .offset = (place), .value = "DIR:...",            \
        .help = "also the rules of findings and groups of counters in these directories "          \
                "(default: RANKPROF_RULES)"                                                        \
    }

#endif
