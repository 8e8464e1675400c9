/* slice_seal.h: makes the slice records of a rank file whole again after a test changed them.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_SUPPORT_SLICE_SEAL_H
#define RANKPROF_TESTS_SUPPORT_SLICE_SEAL_H

#include <hdf5.h>
#include <stdbool.h>

/* Gives each record that is there the checksum of what it says. The file is open to be written. */
bool slice_seal(hid_t file);

#endif
