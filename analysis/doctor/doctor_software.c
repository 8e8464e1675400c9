/* doctor_software.c: the libraries and programs that rankprof works with.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <dlfcn.h>
#include <hdf5.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/doctor/doctor_checks.h"
#include "analysis/doctor/events.h"
#include "analysis/doctor/papi_library.h"
#include "common/own_path.h"

/* ---- MPI ---- */

static bool find_program(const char *name, char *path, size_t bytes)
{
    const char *folders = getenv("PATH");

    for (const char *folder = folders; folder && *folder;) {
        const size_t length = strcspn(folder, ":");

        snprintf(path, bytes, "%.*s/%s", (int)length, folder, name);
        if (access(path, X_OK) == 0)
            return true;
        folder += length + (folder[length] == ':');
    }
    return false;
}

static bool find_launcher(char *path, size_t bytes)
{
    static const char *const launchers[] = {"mpirun", "mpiexec", "srun", "flux"};

    for (size_t i = 0; i < sizeof(launchers) / sizeof(launchers[0]); i++) {
        if (find_program(launchers[i], path, bytes))
            return true;
    }
    return false;
}

/* The first line of what the library says of itself, which it may be asked before MPI_Init. */
static bool mpi_version(char *text, size_t bytes)
{
    static const char *const names[] = {"libmpi.so.40", "libmpi.so.12", "libmpich.so.12",
                                        "libmpi.so"};
    char version[8192] = "";
    int length = 0;
    int (*ask)(char *, int *) = NULL;

    for (size_t i = 0; !ask && i < sizeof(names) / sizeof(names[0]); i++) {
        void *library = dlopen(names[i], RTLD_LAZY | RTLD_GLOBAL);

        if (library)
            ask = (__typeof__(ask))dlsym(library, "MPI_Get_library_version");
    }
    if (!ask || ask(version, &length) != 0)
        return false;
    snprintf(text, bytes, "%.*s", (int)strcspn(version, "\n,"), version);
    return true;
}

void rp_check_mpi(const char *directory, struct rp_doctor_finding *out)
{
    char launcher[PATH_MAX] = "";
    char library[128] = "";
    char merge[PATH_MAX] = "";
    const bool launches = find_launcher(launcher, sizeof(launcher));
    const bool links = mpi_version(library, sizeof(library));
    const bool merges = rp_own_path(RANKPROF_LIBEXEC_DIR "/rankprof-merge", merge, sizeof(merge)) &&
                        access(merge, X_OK) == 0;

    (void)directory;
    rp_doctor_say(out, launches && merges ? RP_DOCTOR_OK : RP_DOCTOR_LIMITED,
                  launches ? (merges ? NULL : "build with RANKPROF_WITH_MPI to merge in parallel")
                           : "load the module of an MPI, or install one, to start MPI jobs",
                  "launcher %s, library %s, parallel merge %s", launches ? launcher : "not found",
                  links ? library : "not found in the usual places",
                  merges ? "built" : "not built");
}

/* ---- HDF5 ---- */

void rp_check_hdf5(const char *directory, struct rp_doctor_finding *out)
{
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;
    const char *locking = getenv("HDF5_USE_FILE_LOCKING");

    (void)directory;
    H5get_libversion(&major, &minor, &release);
    rp_doctor_say(out, RP_DOCTOR_OK, NULL, "%u.%u.%u in this program%s%s", major, minor, release,
                  locking ? ", HDF5_USE_FILE_LOCKING=" : "", locking ? locking : "");
}

/* ---- PAPI ---- */

static size_t describe_component(const PAPI_component_info_t *info, char *text, size_t bytes)
{
    if (info->disabled)
        return (size_t)snprintf(text, bytes, "; %s disabled: %s", info->name,
                                info->disabled_reason);
    return (size_t)snprintf(text, bytes, "; %s: %d events", info->name, info->num_native_events);
}

void rp_check_papi(const char *directory, struct rp_doctor_finding *out)
{
    struct rp_papi papi;
    struct rp_error reason;
    char text[384] = "";
    size_t used = 0;
    bool all = true;

    (void)directory;
    if (rp_papi_open(&papi, &reason) != RP_OK) {
        rp_doctor_say(out, RP_DOCTOR_LIMITED, "install PAPI (Debian: libpapi-dev)", "%.256s",
                      reason.text);
        return;
    }
    for (int i = 0; i < papi.PAPI_num_components() && used < sizeof(text); i++) {
        const PAPI_component_info_t *info = papi.PAPI_get_component_info(i);

        if (!info)
            continue;
        used += describe_component(info, text + used, sizeof(text) - used);
        all = all && !(info->disabled && strcmp(info->name, "perf_event") == 0);
    }
    rp_doctor_say(out, all ? RP_DOCTOR_OK : RP_DOCTOR_LIMITED,
                  all ? NULL : "hardware events need a processor whose counters this host may use",
                  "%s%s", papi.version, text);
    rp_papi_close(&papi);
}

void rp_check_events(const char *directory, struct rp_doctor_finding *out)
{
    struct rp_event_list list;
    struct rp_error error;
    size_t presets = 0;

    (void)directory;
    if (rp_event_list_init(&list, &error) != RP_OK) {
        rp_doctor_say(out, RP_DOCTOR_LIMITED, NULL, "%.256s", error.text);
        return;
    }
    presets = rp_event_list_usable(&list, RP_EVENT_PRESET);
    rp_doctor_say(out, presets > 0 ? RP_DOCTOR_OK : RP_DOCTOR_LIMITED,
                  presets > 0 ? NULL : "software events count everywhere; see 'rankprof events'",
                  "usable: %zu software, %zu of %zu presets, %zu of %zu native",
                  rp_event_list_usable(&list, RP_EVENT_SOFTWARE), presets,
                  rp_event_list_known(&list, RP_EVENT_PRESET),
                  rp_event_list_usable(&list, RP_EVENT_NATIVE),
                  rp_event_list_known(&list, RP_EVENT_NATIVE));
    rp_event_list_release(&list);
}

/* ---- CUPTI ---- */

/* What is found stays open: the doctor ends soon, and not every library can be closed again. */
static const char *open_any(const char *const *names)
{
    while (*names && !dlopen(*names, RTLD_LAZY | RTLD_LOCAL))
        names++;
    return *names;
}

void rp_check_cupti(const char *directory, struct rp_doctor_finding *out)
{
    static const char *const drivers[] = {"libcuda.so.1", NULL};
    static const char *const cuptis[] = {"libcupti.so.13", "libcupti.so.12", "libcupti.so", NULL};
    const char *driver = open_any(drivers);
    const char *cupti = open_any(cuptis);

    (void)directory;
    if (driver && cupti)
        rp_doctor_say(out, RP_DOCTOR_OK, NULL, "driver (%s) and %s found", driver, cupti);
    else
        rp_doctor_say(out, RP_DOCTOR_MISSING,
                      driver ? "add the CUPTI folder of the CUDA toolkit to LD_LIBRARY_PATH"
                             : "nothing to do on a host without an NVIDIA GPU",
                      "%s, %s", driver ? "the NVIDIA driver is here" : "no NVIDIA driver (libcuda)",
                      cupti ? cupti : "no libcupti");
}
