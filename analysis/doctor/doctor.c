/* doctor.c: carries out the table of checks and shows what they found.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/doctor/doctor.h"

#include <jansson.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/doctor/doctor_checks.h"

const struct rp_doctor_check rp_doctor_checks[] = {
    {"timer, CPU time", true, rp_check_cpu_timer},
    {"timer, wall time", false, rp_check_wall_timer},
    {"perf-trap, CPU time", false, rp_check_perf_trap},
    {"perf-queue, CPU time", false, rp_check_perf_queue},
    {"perf_event_paranoid", false, rp_check_paranoid},
    {"agent", true, rp_check_agent},
    {"system calls", true, rp_check_calls},
    {"ptrace scope", false, rp_check_ptrace},
    {"limits", false, rp_check_limits},
    {"MPI", false, rp_check_mpi},
    {"HDF5", true, rp_check_hdf5},
    {"PAPI", false, rp_check_papi},
    {"events", false, rp_check_events},
    {"CUPTI", false, rp_check_cupti},
    {"output directory", true, rp_check_output},
    {"file locks", false, rp_check_locks},
    {NULL, false, NULL},
};

static const char *const state_names[] = {
    [RP_DOCTOR_OK] = "ok", [RP_DOCTOR_LIMITED] = "limited", [RP_DOCTOR_MISSING] = "missing"};

/* ---- for the checks ---- */

void rp_doctor_say(struct rp_doctor_finding *out, enum rp_doctor_state state, const char *advice,
                   const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    out->state = state;
    vsnprintf(out->reason, sizeof(out->reason), format, arguments);
    snprintf(out->advice, sizeof(out->advice), "%s", advice ? advice : "");
    va_end(arguments);
}

long rp_doctor_number(const char *path, long otherwise)
{
    FILE *file = fopen(path, "re");
    char line[64];
    char *end = line;
    long number = otherwise;

    if (file && fgets(line, sizeof(line), file))
        number = strtol(line, &end, 10);
    if (file)
        fclose(file);
    return end == line ? otherwise : number;
}

/* ---- output ---- */

static void write_text(const struct rp_doctor_check *check, const struct rp_doctor_finding *finding,
                       FILE *out)
{
    fprintf(out, "%-8s %-21s %s\n", state_names[finding->state], check->name, finding->reason);
    if (*finding->advice)
        fprintf(out, "%31s-> %s\n", "", finding->advice);
}

static void add_json(json_t *checks, const struct rp_doctor_check *check,
                     const struct rp_doctor_finding *finding)
{
    json_t *object = json_object();

    json_object_set_new(object, "name", json_string(check->name));
    json_object_set_new(object, "state", json_string(state_names[finding->state]));
    json_object_set_new(object, "essential", json_boolean(check->essential));
    json_object_set_new(object, "reason", json_string(finding->reason));
    json_object_set_new(object, "advice",
                        *finding->advice ? json_string(finding->advice) : json_null());
    json_array_append_new(checks, object);
}

static enum rp_status write_json(json_t *checks, const char *host, bool works, FILE *out,
                                 struct rp_error *error)
{
    json_t *object = json_object();
    int rc = 0;

    json_object_set_new(object, "schema", json_string("rankprof.doctor/1"));
    json_object_set_new(object, "version", json_string(RANKPROF_VERSION));
    json_object_set_new(object, "host", json_string(host));
    json_object_set_new(object, "works", json_boolean(works));
    json_object_set(object, "checks", checks);
    rc = json_dumpf(object, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(object);
    return rc == 0 ? RP_OK
                   : rp_error_set(error, RP_E_NOMEM, "cannot write what was found: out of memory");
}

static void write_verdict(bool works, FILE *out)
{
    fputs(works ? "\nBasic profiling works on this host.\n"
                : "\nBasic profiling does not work on this host: something essential is missing.\n",
          out);
}

enum rp_status rp_doctor(const char *directory, bool json, FILE *out, bool *works,
                         struct rp_error *error)
{
    char host[HOST_NAME_MAX + 1] = "";
    json_t *checks = json_array();
    enum rp_status status = RP_OK;
    bool essentials = true;

    gethostname(host, sizeof(host) - 1);
    if (!json)
        fprintf(out, "rankprof %s on %s, profiles in '%s'\n\n", RANKPROF_VERSION, host, directory);
    for (const struct rp_doctor_check *check = rp_doctor_checks; check->name; check++) {
        struct rp_doctor_finding finding = {0};

        check->check(directory, &finding);
        essentials = essentials && !(check->essential && finding.state == RP_DOCTOR_MISSING);
        if (json)
            add_json(checks, check, &finding);
        else
            write_text(check, &finding, out);
    }
    if (json)
        status = write_json(checks, host, essentials, out, error);
    else
        write_verdict(essentials, out);
    json_decref(checks);
    *works = essentials;
    return status;
}
