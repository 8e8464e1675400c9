/* launcher.h: who started this process, and which rank of which job it is.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_LAUNCHER_H
#define RANKPROF_COMMON_LAUNCHER_H

#include <stdint.h>

#define RP_JOB_BYTES 128u
#define RP_KEY_BYTES 320u

/* All of it comes from the environment, so it is known before MPI_Init and without MPI. */
struct rp_launcher {
    const char *name; /* "Open MPI", "Slurm", ...; "none" for a process started by hand. Static */
    uint32_t rank;
    uint32_t ranks; /* size of the job; 0 when the launcher does not say it (plain PMIx) */
    uint32_t local_rank;
    char node[65];          /* host name, cut at the first dot */
    char job[RP_JOB_BYTES]; /* short name of the job, fit for a file name, the same on all ranks */
    char key[RP_KEY_BYTES]; /* tells this run of the job from every other; the same on all ranks */
};

/* Never fails: without a launcher it is rank 0 of 1, and the job is named by time and process. */
void rp_launcher_read(struct rp_launcher *out);

#endif
