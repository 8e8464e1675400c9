/* rusage_run.c: runs a command and writes what the kernel accounted to it and its children.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: rusage_run FILE COMMAND [ARGUMENT...]
 * FILE gets NAME VALUE lines; under Open MPI its name is extended by a dot and the rank. Ends with
 * the exit status of the command, or 128 + the signal that ended it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long long in_ns(struct timeval time)
{
    return time.tv_sec * 1000000000LL + time.tv_usec * 1000LL;
}

static int write_usage(const char *name, const struct rusage *usage)
{
    const char *const rank = getenv("OMPI_COMM_WORLD_RANK");
    char path[4096];
    FILE *file;

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
