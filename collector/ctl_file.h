/* ctl_file.h: reads what `rankprof ctl` asks of the job.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COLLECTOR_CTL_FILE_H
#define RANKPROF_COLLECTOR_CTL_FILE_H

#include <limits.h>

#include "common/ctl_command.h"

struct rp_ctl_file {
    char path[PATH_MAX];
    uint64_t read; /* bytes of it, up to the end of a line */
};

void rp_ctl_file_init(struct rp_ctl_file *file, const char *directory);

/*
 * Gives each command that was added since the last look to `take`. Costs one stat(2) when nothing
 * was. The file is obeyed only when it is our user's or root's; what is no command is passed over.
 */
void rp_ctl_file_look(struct rp_ctl_file *file,
                      void (*take)(void *context, const struct rp_ctl_command *command),
                      void *context);

#endif
