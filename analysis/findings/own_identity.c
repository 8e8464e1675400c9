/* own_identity.c: what each rank, node or run has of its own, and is therefore not compared.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/own_identity.h"

#include <stddef.h>
#include <string.h>

#include "common/name_pattern.h"

/* A name that ends with * stands for all that begin so. */
static const char *const of_rank[] = {
    "job.rank",
    "job.node",
    "job.command",
    "host.name",
    "host.boot_id",
    "host.kernel_arguments", /* names the root file system of the node */
    "binding.*",             /* told by its numbers */
    "env.RANKPROF_*",
    "env.LD_PRELOAD",
    "env.CUDA_VISIBLE_DEVICES",
    "env.NVIDIA_VISIBLE_DEVICES",
    "env.HIP_VISIBLE_DEVICES",
    "env.ROCR_VISIBLE_DEVICES",
    "env.OMPI_COMM_WORLD_*",
    "env.OMPI_FILE_LOCATION",
    "env.OMPI_MCA_orte_*",
    "env.OMPI_MCA_ess_*",
    "env.OMPI_MCA_pmix_*",
    "env.OMPI_MCA_prte_*",
    "env.GOMP_CPU_AFFINITY",
    "env.SLURM_STEP_*",
    "env.SLURM_CPU*",
};
static const char *const of_run[] = {
    "job.id",          "env.OMPI_ARGV",   "env.OMPI_APP_CTX_*",  "env.OMPI_MCA_initial_wdir",
    "env.PMIX_*",      "env.PRTE_*",      "env.PMI_*",           "env.SLURM_JOB*",
    "env.SLURM_NODE*", "env.SLURM_TASK*", "env.SLURM_TOPOLOGY*", "env.PBS_JOB*",
    "env.PBS_NODE*",   "env.LSB_*",       "env.FLUX_*",          "cgroup.memory",
};

bool rp_is_own_of_rank(const char *key)
{
    return rp_name_fits_any(of_rank, sizeof(of_rank) / sizeof(of_rank[0]), key, strlen(key));
}

/* The command counts between runs: another input explains another time. */
bool rp_is_own_of_run(const char *key)
{
    if (strcmp(key, "job.command") == 0)
        return false;
    return rp_is_own_of_rank(key) ||
           rp_name_fits_any(of_run, sizeof(of_run) / sizeof(of_run[0]), key, strlen(key));
}
