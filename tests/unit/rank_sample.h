/* rank_sample.h: writes rank files with known contents, for the tests of the format.
 * SPDX-License-Identifier: Apache-2.0
 *
 * One process with one thread, two metrics, a root and one new context a slice; slice i holds
 * sample_values(i) values, whose deltas are sample_delta(i, 0), sample_delta(i, 1), ...
 */
#ifndef RANKPROF_TESTS_UNIT_RANK_SAMPLE_H
#define RANKPROF_TESTS_UNIT_RANK_SAMPLE_H

#include "format/rank_reader.h"
#include "format/rank_writer.h"

/* A directory of its own for the running test program, removed at its end. */
const char *sample_directory(void);
const char *sample_path(const char *name); /* in it; valid until the program ends */

unsigned sample_values(unsigned slice);
uint64_t sample_delta(unsigned slice, unsigned number);

struct rp_rank_writer *sample_open(const char *path);
enum rp_status sample_commit(struct rp_rank_writer *writer, unsigned slice, struct rp_error *error);

/* Writes a closed file of that many slices. */
void sample_write(const char *path, unsigned slices);

/* Asserts that the file holds whole slices of the sample, and returns their number. */
unsigned sample_verify(const char *path);

#endif
