/* rusage_run.c: runs a command and writes what the kernel accounted to it, its children and itself.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: rusage_run FILE COMMAND [ARGUMENT...]
 * FILE gets NAME VALUE lines; under Open MPI its name is extended by a dot and the rank. Ends with
 * the exit status of the command, or 128 + the signal that ended it. What it took itself is told
 * too, for who profiles the command profiles it as well, from before its start on: a profiler's own
 * program becomes it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static long long in_ns(struct timeval time)
{
    return time.tv_sec * 1000000000LL + time.tv_usec * 1000LL;
}

static void add_usage(struct rusage *to, const struct rusage *usage)
{
    timeradd(&to->ru_utime, &usage->ru_utime, &to->ru_utime);
    timeradd(&to->ru_stime, &usage->ru_stime, &to->ru_stime);
    to->ru_minflt += usage->ru_minflt;
    to->ru_majflt += usage->ru_majflt;
    to->ru_nvcsw += usage->ru_nvcsw;
    to->ru_nivcsw += usage->ru_nivcsw;
}

static int write_usage(const char *name, struct rusage *usage)
{
    const char *const rank = getenv("OMPI_COMM_WORLD_RANK");
    struct rusage own;
    char path[4096];
    FILE *file;

    getrusage(RUSAGE_SELF, &own);
    add_usage(usage, &own);
    snprintf(path, sizeof(path), rank ? "%s.%s" : "%s", name, rank);
    file = fopen(path, "w");
    if (!file)
        return -1;
    fprintf(file, "cpu_ns %lld\n", in_ns(usage->ru_utime) + in_ns(usage->ru_stime));
    fprintf(file, "faults %ld\n", usage->ru_minflt + usage->ru_majflt);
    fprintf(file, "switches %ld\n", usage->ru_nvcsw + usage->ru_nivcsw);
    return fclose(file);
}

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    pid_t pid;

    if (argc < 3)
        return 2;
    pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        fprintf(stderr, "rusage_run: cannot execute '%s': %s\n", argv[2], strerror(errno));
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || write_usage(argv[1], &usage) != 0) {
        fprintf(stderr, "rusage_run: cannot account '%s': %s\n", argv[2], strerror(errno));
        return 2;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
