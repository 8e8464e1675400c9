/* parallel_serial.c: one process writes alone.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/parallel_io.h"

hid_t rp_parallel_transfer(const struct rp_parallel *parallel)
{
    (void)parallel;
    return H5Pcreate(H5P_DATASET_XFER);
}

bool rp_parallel_set_access(const struct rp_parallel *parallel, hid_t access)
{
    (void)access;
    return parallel->processes == 1;
}

/* With MPI the number is filled in. NOLINTNEXTLINE(readability-non-const-parameter) */
void rp_parallel_share(const struct rp_parallel *parallel, long *number)
{
    (void)parallel;
    (void)number;
}

enum rp_status rp_parallel_agree(const struct rp_parallel *parallel, enum rp_status status)
{
    (void)parallel;
    return status;
}
