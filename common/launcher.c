/* launcher.c: reads rank, size and job from the environment that the launcher made.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/launcher.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ANCESTORS 8 /* processes above us that are looked at for Hydra's proxy */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/*
 * Tried in order. `mark` is set by this launcher only: Hydra and Open MPI start their daemons
 * through srun, so that Slurm's variables are there too and speak of the daemon, not of the rank.
 * Slurm's batch script has SLURM_PROCID but is no step.
 */
static const struct launcher {
    const char *name, *mark, *rank, *ranks, *local_rank;
} launchers[] = {
    {"Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE",
     "OMPI_COMM_WORLD_LOCAL_RANK"},
    {"Hydra", "MPI_LOCALRANKID", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID"},
    {"Flux", "FLUX_TASK_RANK", "FLUX_TASK_RANK", "FLUX_JOB_SIZE", "FLUX_TASK_LOCAL_ID"},
    {"PALS", "PALS_RANKID", "PALS_RANKID", "PMI_SIZE", "PALS_LOCAL_RANKID"},
    {"Slurm", "SLURM_STEP_ID", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID"},
    {"PMI", "PMI_RANK", "PMI_RANK", "PMI_SIZE", "PMI_LOCAL_RANK"},
    {"PMIx", "PMIX_RANK", "PMIX_RANK", NULL, NULL},
};

/* Names of the job, tried in order; a name of two variables is joined with a dot. */
static const struct {
    const char *job, *step;
} jobs[] = {
    {"PMIX_NAMESPACE", NULL},
    {"OMPI_MCA_ess_base_jobid", NULL},
    {"FLUX_JOB_ID", NULL},
    {"PALS_APID", NULL},
    {"SLURM_JOB_ID", "SLURM_STEP_ID"},
    {"PMI_JOBID", NULL},
    {"PBS_JOBID", NULL},
    {"LSB_JOBID", NULL},
    {"JOB_ID", NULL},
};

/*
 * What makes the key unique beyond the name. Open MPI 4 derives its job number from host name and
 * process id, so two runs may share it; the transports' seed is random. A requeued Slurm job
 * keeps its number.
 */
static const char *const key_extras[] = {"OMPI_MCA_orte_precondition_transports",
                                         "SLURM_RESTART_COUNT"};

static const char *variable(const char *name)
{
    const char *const value = name ? getenv(name) : NULL;

    return value && *value ? value : NULL;
}

/* The value of a variable as a number, or `otherwise` when it is none. */
static uint32_t number(const char *name, uint32_t otherwise)
{
    const char *const text = variable(name);
    char *end = NULL;
    unsigned long value;

    if (!text || !isdigit((unsigned char)*text))
        return otherwise;
    value = strtoul(text, &end, 10);
    return *end == '\0' && value < UINT32_MAX ? (uint32_t)value : otherwise;
}

static const struct launcher *find_launcher(void)
{
    for (size_t i = 0; i < COUNT(launchers); i++)
        if (variable(launchers[i].mark) && number(launchers[i].rank, UINT32_MAX) != UINT32_MAX)
            return &launchers[i];
    return NULL;
}

/* Leaves only what is safe in a file name on every file system and in every shell. */
static void make_file_name(char *text)
{
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && !strchr("._-+", *text))
            *text = '-';
}

static bool name_job(struct rp_launcher *out)
{
    for (size_t i = 0; i < COUNT(jobs); i++) {
        const char *const job = variable(jobs[i].job);
        const char *const step = variable(jobs[i].step);

        if (!job)
            continue;
        snprintf(out->job, sizeof(out->job), "%s%s%s", job, step ? "." : "", step ? step : "");
        make_file_name(out->job);
        return true;
    }
    return false;
}

/* Reads /proc/PID/FILE into text, NUL-ended; the length, 0 when it cannot be read. */
static size_t read_proc(pid_t pid, const char *name, char *text, size_t bytes)
{
    char path[64];
    FILE *file;
    size_t length;

    snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
    file = fopen(path, "re");
    if (!file)
        return 0;
    length = fread(text, 1, bytes - 1, file);
    fclose(file);
    text[length] = '\0';
    return length;
}

/* The argument behind `option` on the command line of process `pid`, or NULL. */
static const char *argument_of(pid_t pid, const char *option, char *text, size_t bytes)
{
    const size_t length = read_proc(pid, "cmdline", text, bytes);

    for (size_t at = 0; at < length; at += strlen(text + at) + 1)
        if (strcmp(text + at, option) == 0)
            return text + at + strlen(option) + 1;
    return NULL;
}

static pid_t parent_of(pid_t pid)
{
    char text[512];
    const char *name_end;
    int parent = 0;

    if (read_proc(pid, "stat", text, sizeof(text)) == 0)
        return 0;
    name_end = strrchr(text, ')');
    return name_end && sscanf(name_end, ") %*c %d", &parent) == 1 ? parent : 0; /* NOLINT */
}

/*
 * Hydra gives its ranks no job id. But its proxy, which starts the ranks of a node, was told on
 * every node the same host and port of the one mpiexec. Shells may stand between it and us.
 */
static bool name_by_hydra(struct rp_launcher *out)
{
    pid_t ancestor = getppid();

    for (int i = 0; i < ANCESTORS && ancestor > 1; i++) {
        char text[4096];
        const char *const port = argument_of(ancestor, "--control-port", text, sizeof(text));

        if (port && *port) {
            snprintf(out->job, sizeof(out->job), "%s", port);
            make_file_name(out->job);
            return true;
        }
        ancestor = parent_of(ancestor);
    }
    return false;
}

/* A rank alone needs nobody's agreement, so it takes a name that no other run has. */
static void name_by_time(struct rp_launcher *out)
{
    const time_t now = time(NULL);
    struct tm local;
    char stamp[32] = "";

    if (localtime_r(&now, &local))
        strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &local);
    snprintf(out->job, sizeof(out->job), "%s-%d", stamp, (int)getpid());
}

static void make_key(struct rp_launcher *out)
{
    size_t length = (size_t)snprintf(out->key, sizeof(out->key), "%s", out->job);

    for (size_t i = 0; i < COUNT(key_extras) && length < sizeof(out->key); i++) {
        const char *const extra = variable(key_extras[i]);

        if (extra)
            length += (size_t)snprintf(out->key + length, sizeof(out->key) - length, " %s", extra);
    }
}

static void name_node(struct rp_launcher *out)
{
    if (gethostname(out->node, sizeof(out->node)) != 0)
        snprintf(out->node, sizeof(out->node), "unknown");
    out->node[sizeof(out->node) - 1] = '\0';
    out->node[strcspn(out->node, ".")] = '\0';
}

void rp_launcher_read(struct rp_launcher *out)
{
    const struct launcher *const launcher = find_launcher();

    memset(out, 0, sizeof(*out));
    out->name = launcher ? launcher->name : "none";
    out->rank = launcher ? number(launcher->rank, 0) : 0;
    out->ranks = launcher ? number(launcher->ranks, 0) : 1;
    out->local_rank = launcher ? number(launcher->local_rank, 0) : 0;
    if (out->ranks != 0 && out->ranks <= out->rank)
        out->ranks = out->rank + 1;
    if (out->ranks == 1 || (!name_job(out) && !name_by_hydra(out)))
        name_by_time(out);
    make_key(out);
    name_node(out);
}
