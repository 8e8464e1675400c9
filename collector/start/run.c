/* run.c: starts the application under the agent, with a collector beside it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "collector/reader/attach.h"
#include "collector/reader/process_end.h"
#include "collector/start/child.h"
#include "collector/start/environment.h"
#include "collector/start/message.h"
#include "collector/start/module_path.h"
#include "collector/start/program.h"
#include "common/clock.h"
#include "format/rank_writer.h"

#define AGENT      "librankprof-agent.so"
#define GPU_MODULE "librankprof-gpu.so"

#define EXIT_NOT_EXECUTABLE 126
#define EXIT_NOT_FOUND      127

/* What the application needs to be profiled: prepared before anything is started. */
struct preparation {
    struct rp_collector_start collector;
    char modules[3 * PATH_MAX]; /* to be preloaded: the agent and what works with it */
    char gpu_module[PATH_MAX];  /* to be loaded by the driver; "": not */
    char socket_name[RP_SOCKET_NAME_BYTES];
};

static enum rp_status open_descriptors(struct preparation *prepared, struct rp_error *error)
{
    struct rp_collector_start *const collector = &prepared->collector;

    collector->application = rp_pidfd_open(getpid());
    if (collector->application < 0)
        return rp_error_set(error, RP_E_UNSUPPORTED,
                            "cannot watch the application: %s (rankprof needs Linux 5.3 or later)",
                            strerror(errno));
    return rp_attach_listen(&collector->listener, prepared->socket_name, error);
}

/* Modules for MPI, of which the one records that is of the family of the program's library. */
static const char *const mpi_modules[] = {"librankprof-mpi.so", "librankprof-mpich.so"};

/* Those for MPI are not part of every build, and that for GPUs may have been left out. */
static enum rp_status find_modules(struct preparation *prepared,
                                   const struct rp_run_settings *settings, struct rp_error *error)
{
    char path[PATH_MAX];
    struct rp_error none;
    const enum rp_status status = rp_module_path_find(AGENT, path, error);
    size_t used = 0;

    if (status != RP_OK)
        return status;
    used = (size_t)snprintf(prepared->modules, sizeof(prepared->modules), "%s", path);
    for (size_t i = 0; !settings->no_mpi && i < sizeof(mpi_modules) / sizeof(mpi_modules[0]); i++) {
        if (rp_module_path_find(mpi_modules[i], path, &none) == RP_OK)
            used += (size_t)snprintf(prepared->modules + used, sizeof(prepared->modules) - used,
                                     ":%s", path);
    }
    if (settings->no_gpu || rp_module_path_find(GPU_MODULE, prepared->gpu_module, &none) != RP_OK)
        prepared->gpu_module[0] = '\0';
    return RP_OK;
}

/* Both at the same moment, or nearly: the closest of some pairs. */
static void read_clocks(struct rp_collector_start *collector)
{
    uint64_t least_ns = UINT64_MAX;

    for (int i = 0; i < 5; i++) {
        const uint64_t before_ns = rp_clock_monotonic();
        const uint64_t real_ns = rp_clock_read(CLOCK_REALTIME);
        const uint64_t after_ns = rp_clock_monotonic();

        if (after_ns - before_ns >= least_ns)
            continue;
        least_ns = after_ns - before_ns;
        collector->start_monotonic_ns = before_ns + least_ns / 2;
        collector->start_realtime_ns = real_ns;
    }
}

/* Everything that may fail comes before the fork, so that a failure is known in time. */
static enum rp_status prepare(struct preparation *prepared, const struct rp_run_settings *settings,
                              const char *program, struct rp_error *error)
{
    struct rp_collector_start *const collector = &prepared->collector;
    enum rp_status status = rp_program_examine(program, error);

    collector->settings = settings;
    read_clocks(collector);
    if (status == RP_OK)
        status = find_modules(prepared, settings, error);
    rp_launcher_read(&collector->launcher);
    if (status == RP_OK)
        status = rp_output_choose(&collector->output, settings->output, settings->application[0],
                                  &collector->launcher, error);
    if (status == RP_OK)
        status = open_descriptors(prepared, error);
    if (status == RP_OK)
        status = rp_rank_file_reserve(&collector->file, collector->output.file, error);
    return status;
}

static void close_descriptors(struct rp_collector_start *collector)
{
    if (collector->listener >= 0)
        close(collector->listener);
    if (collector->application >= 0)
        close(collector->application);
    rp_part_file_release(&collector->file);
}

static enum rp_status set_environment(const struct preparation *prepared,
                                      const struct rp_run_settings *settings,
                                      struct rp_error *error)
{
    const struct rp_collector_start *const collector = &prepared->collector;
    const struct rp_environment environment = {.modules = prepared->modules,
                                               .gpu_module = prepared->gpu_module,
                                               .socket_name = prepared->socket_name,
                                               .offset_ns = collector->start_realtime_ns -
                                                            collector->start_monotonic_ns};

    return rp_environment_set(settings, &environment, error);
}

/* Starts the collector and readies this process's environment for the agent. */
static enum rp_status start_profile(const struct rp_run_settings *settings, const char *program,
                                    struct rp_error *error)
{
    struct preparation prepared = {
        .collector = {.listener = -1, .application = -1, .file = {.fd = -1}}};
    enum rp_status status = prepare(&prepared, settings, program, error);

    if (status == RP_OK)
        status = rp_child_start(&prepared.collector, error);
    if (status != RP_OK)
        rp_part_file_remove(&prepared.collector.file);
    else
        status = set_environment(&prepared, settings, error);
    close_descriptors(&prepared.collector);
    return status;
}

/* A launcher is one rank together with what it starts here: seldom what was meant. */
static void warn_of_launcher(const char *application)
{
    static const char *const launchers[] = {"mpirun",  "mpiexec", "mpiexec.hydra",
                                            "orterun", "prterun", "srun"};
    const char *const name = basename(application);

    for (size_t i = 0; i < sizeof(launchers) / sizeof(launchers[0]); i++)
        if (strcmp(name, launchers[i]) == 0)
            rp_message(
                "'%s' and the ranks that it starts are profiled as one rank; for a profile of "
                "each write '%s ... rankprof run APP'",
                name, name);
}

int rp_run(const struct rp_run_settings *settings)
{
    char program[PATH_MAX];
    struct rp_error error;
    enum rp_status status = rp_program_find(settings->application[0], program, &error);

    if (status != RP_OK) {
        rp_message("%s", error.text);
        return status == RP_E_NOT_FOUND ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
    }
    warn_of_launcher(settings->application[0]);
    status = start_profile(settings, program, &error);
    if (status != RP_OK)
        rp_message("%s (the application runs without a profile)", error.text);
    /* Not execv(2): a file without a known format is run by the shell, as it would be without us.
     */
    execvp(program, settings->application);
    rp_message("cannot run '%s': %s", program, strerror(errno));
    return errno == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
}
