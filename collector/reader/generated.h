/* generated.h: names the code that a process has made at run time, when the process tells of it.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A context outside of all modules gets the process's map of such code for its module. The map may
 * be written later, most at the end of the process: an address waits until a line of it is found.
 */
#ifndef RANKPROF_COLLECTOR_READER_GENERATED_H
#define RANKPROF_COLLECTOR_READER_GENERATED_H

#include <sys/types.h>

#include "collector/reader/unify.h"

struct rp_generated;

enum rp_status rp_generated_new(struct rp_generated **out, pid_t pid, struct rp_unify *unify);
void rp_generated_free(struct rp_generated *generated); /* NULL is allowed */

/* Stores the row of /modules for the address of a context, which is to be named. */
enum rp_status rp_generated_module(struct rp_generated *generated, uint64_t address, uint32_t *row);

/* Adds rows of /generated for the addresses that the map now tells. */
enum rp_status rp_generated_tell(struct rp_generated *generated);

#endif
