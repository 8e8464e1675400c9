/* doctor_checks.h: the checks of the doctor, by what they look at; inside analysis/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_DOCTOR_DOCTOR_CHECKS_H
#define RANKPROF_ANALYSIS_DOCTOR_DOCTOR_CHECKS_H

#include "analysis/doctor/doctor.h"

#define RP_DOCTOR_CHECK(name) void name(const char *directory, struct rp_doctor_finding *out)

/* doctor_sampling.c */
RP_DOCTOR_CHECK(rp_check_cpu_timer);
RP_DOCTOR_CHECK(rp_check_wall_timer);
RP_DOCTOR_CHECK(rp_check_perf_trap);
RP_DOCTOR_CHECK(rp_check_perf_queue);
RP_DOCTOR_CHECK(rp_check_paranoid);

/* doctor_process.c */
RP_DOCTOR_CHECK(rp_check_agent);
RP_DOCTOR_CHECK(rp_check_calls);
RP_DOCTOR_CHECK(rp_check_ptrace);
RP_DOCTOR_CHECK(rp_check_limits);

/* doctor_software.c */
RP_DOCTOR_CHECK(rp_check_mpi);
RP_DOCTOR_CHECK(rp_check_hdf5);
RP_DOCTOR_CHECK(rp_check_papi);
RP_DOCTOR_CHECK(rp_check_events);
RP_DOCTOR_CHECK(rp_check_cupti);

/* doctor_storage.c */
RP_DOCTOR_CHECK(rp_check_output);
RP_DOCTOR_CHECK(rp_check_locks);

/* Fills in what was found; `advice` may be NULL. */
void rp_doctor_say(struct rp_doctor_finding *out, enum rp_doctor_state state, const char *advice,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A number in a file of /proc or /sys; `otherwise` when there is none. */
long rp_doctor_number(const char *path, long otherwise);

#endif
