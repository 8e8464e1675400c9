/* identity.c: what host, job and limits a rank ran with.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/identity.h"

#include <gnu/libc-version.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "collector/start/identity_host.h"
#include "common/name_pattern.h"
#include "common/segment.h"

/* Variables that change how a job runs; a name that ends with * stands for all that begin so. */
static const char *const variables[] = {
    "CUDA_VISIBLE_DEVICES",
    "GOMP_*",
    "GOTO_NUM_THREADS",
    "HIP_VISIBLE_DEVICES",
    "I_MPI_*",
    "KMP_*",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "LOADEDMODULES",
    "LSB_JOBID",
    "MALLOC_*",
    "MKL_*",
    "MPICH_*",
    "NCCL_*",
    "NUMEXPR_NUM_THREADS",
    "NVIDIA_VISIBLE_DEVICES",
    "OMPI_*",
    "OMP_*",
    "OPENBLAS_NUM_THREADS",
    "PBS_JOBID",
    "PMIX_NAMESPACE",
    "PSM2_*",
    "PYTHONPATH",
    "RANKPROF_*",
    "ROCR_VISIBLE_DEVICES",
    "SLURM_CLUSTER_*",
    "SLURM_CPU*",
    "SLURM_DISTRIBUTION",
    "SLURM_JOB_*",
    "SLURM_NNODES",
    "SLURM_NTASKS*",
    "SLURM_STEP_*",
    "UCX_*",
    "FI_*",
    "FLUX_JOB_*",
};

/* Never stored, though a name above covers it: what grants access is nobody's business. */
static const char *const secrets[] = {"AUTH",    "COOKIE", "CREDENTIAL", "KEY",       "PASSW",
                                      "PRIVATE", "SECRET", "TOKEN",      "transports"};

/* What launchers tell of the program's arguments. */
static const char *const told_arguments[] = {"OMPI_ARGV", "OMPI_COMMAND"};

void rp_identity_add(struct rp_identity *identity, const char *key, const char *value)
{
    char *key_copy, *value_copy;

    if (!value || !*value)
        return;
    if (identity->count == identity->capacity) {
        const size_t capacity = identity->capacity ? identity->capacity * 2 : 64;
        struct rp_identity_entry *const wider =
            realloc(identity->entries, capacity * sizeof(*wider));

        if (!wider)
            return;
        identity->entries = wider;
        identity->capacity = capacity;
    }
    key_copy = strdup(key);
    value_copy = strdup(value);
    if (!key_copy || !value_copy) {
        free(key_copy);
        free(value_copy);
        return;
    }
    identity->entries[identity->count++] = (struct rp_identity_entry){key_copy, value_copy};
}

void rp_identity_release(struct rp_identity *identity)
{
    for (size_t i = 0; i < identity->count; i++) {
        free((char *)(uintptr_t)identity->entries[i].key);
        free((char *)(uintptr_t)identity->entries[i].value);
    }
    free(identity->entries);
    memset(identity, 0, sizeof(*identity));
}

/* Small and capital letters are the same. */
static bool holds(const char *name, size_t length, const char *word)
{
    const size_t word_length = strlen(word);

    for (size_t at = 0; at + word_length <= length; at++)
        if (strncasecmp(name + at, word, word_length) == 0)
            return true;
    return false;
}

static bool is_wanted(const char *name, size_t length, bool redact_args)
{
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
        if (holds(name, length, secrets[i]))
            return false;
    if (redact_args &&
        rp_name_fits_any(told_arguments, sizeof(told_arguments) / sizeof(told_arguments[0]), name,
                         length))
        return false;
    return rp_name_fits_any(variables, sizeof(variables) / sizeof(variables[0]), name, length);
}

static void add_variables(struct rp_identity *identity, bool redact_args)
{
    for (char **entry = environ; entry && *entry; entry++) {
        const size_t length = strcspn(*entry, "=");
        char key[256];

        if (!is_wanted(*entry, length, redact_args) || (*entry)[length] != '=')
            continue;
        if (snprintf(key, sizeof(key), "env.%.*s", (int)length, *entry) < (int)sizeof(key))
            rp_identity_add(identity, key, *entry + length + 1);
    }
}

/* The name of the program, and how many arguments it has. */
static void add_counted_command(struct rp_identity *identity, char *const *arguments)
{
    char text[PATH_MAX + 64];
    unsigned count = 0;

    while (arguments[1 + count])
        count++;
    snprintf(text, sizeof(text), "%.*s" RP_COMMAND_COUNTED, PATH_MAX, arguments[0], count);
    rp_identity_add(identity, "job.command", text);
}

/* The arguments separated by blanks, cut where they are longer than anyone reads. */
static void add_command(struct rp_identity *identity, char *const *arguments)
{
    char text[8192] = "";
    size_t used = 0;

    for (; *arguments && used < sizeof(text); arguments++)
        used +=
            (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", used ? " " : "", *arguments);
    rp_identity_add(identity, "job.command", text);
}

static void add_number(struct rp_identity *identity, const char *key, unsigned number)
{
    char text[16];

    snprintf(text, sizeof(text), "%u", number);
    rp_identity_add(identity, key, text);
}

static void add_job(struct rp_identity *identity, const struct rp_launcher *launcher,
                    const struct rp_run_settings *settings)
{
    const struct passwd *const user = getpwuid(getuid());
    char directory[PATH_MAX];

    rp_identity_add(identity, "job.launcher", launcher->name);
    rp_identity_add(identity, "job.id", launcher->job);
    rp_identity_add(identity, "job.node", launcher->node);
    add_number(identity, "job.rank", launcher->rank);
    if (launcher->ranks)
        add_number(identity, "job.ranks", launcher->ranks);
    (settings->redact_args ? add_counted_command : add_command)(identity, settings->application);
    if (getcwd(directory, sizeof(directory)))
        rp_identity_add(identity, "job.directory", directory);
    add_number(identity, "job.uid", getuid());
    if (user)
        rp_identity_add(identity, "job.user", user->pw_name);
    rp_identity_add(identity, "software.rankprof", RANKPROF_VERSION);
    rp_identity_add(identity, "software.glibc", gnu_get_libc_version());
}

void rp_identity_read(struct rp_identity *identity, const char *root,
                      const struct rp_launcher *launcher, const struct rp_run_settings *settings)
{
    add_job(identity, launcher, settings);
    rp_identity_read_host(identity, root);
    add_variables(identity, settings->redact_args);
}
