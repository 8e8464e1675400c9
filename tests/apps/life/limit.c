/* limit.c: programs that limit themselves, or give up what they may do.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include "life.h"

extern char **environ;

#define NOBODY 65534
#define MIB    ((size_t)1 << 20)

static void limit(__rlimit_resource_t resource, rlim_t value)
{
    const struct rlimit both = {value, value};

    life_say("limit: %d", setrlimit(resource, &both));
}

static void *thread_work(void *unused)
{
    (void)unused;
    life_work();
    return NULL;
}

static void one_thread(void)
{
    pthread_t thread;
    const int rc = pthread_create(&thread, NULL, thread_work, NULL);

    life_say("thread: %s", rc == 0 ? "made" : strerror(rc));
    if (rc == 0)
        pthread_join(thread, NULL);
}

static void all_kinds(void)
{
    one_thread();
    life_in_child(life_work);
    life_work();
}

static void pending_signals(void)
{
    limit(RLIMIT_SIGPENDING, 0);
    life_say("queued: %d", sigqueue(getpid(), SIGWINCH, (union sigval){0}));
    all_kinds();
}

/* The descriptors of the program are its own: it gets the numbers that it expects. */
static void descriptors(void)
{
    int file, last = -1, opened = 0;

    limit(RLIMIT_NOFILE, 24);
    while ((file = open("/dev/null", O_RDONLY)) >= 0) {
        last = file;
        opened++;
    }
    life_say("%d opened, the last is %d: %s", opened, last, strerror(errno));
    all_kinds();
}

static void processes(void)
{
    life_say("setuid: %d", setuid(NOBODY));
    limit(RLIMIT_NPROC, 0);
    one_thread();
    if (fork() < 0)
        life_say("fork: %s", strerror(errno));
    life_work();
}

static void file_size(void)
{
    limit(RLIMIT_FSIZE, MIB);
    all_kinds();
}

static void core_and_stack(void)
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_STACK, 256 * 1024);
    all_kinds();
}

static size_t mapped_bytes(void)
{
    FILE *const file = fopen("/proc/self/statm", "r");
    size_t pages = 0;

    if (!file || fscanf(file, "%zu", &pages) != 1)
        life_say("/proc/self/statm cannot be read");
    if (file)
        fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* No mapping succeeds any more, the program's own neither. */
static void no_addresses(void)
{
    void *memory;

    limit(RLIMIT_AS, mapped_bytes());
    memory = mmap(NULL, MIB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    life_say("mmap: %s", memory == MAP_FAILED ? strerror(errno) : "given");
    all_kinds();
}

static void not_dumpable(void)
{
    life_say("prctl: %d", prctl(PR_SET_DUMPABLE, 0));
    all_kinds();
}

/* A signal may have sendfile() send less. */
static bool copy(int to, int from, size_t bytes)
{
    ssize_t sent = 1;

    for (; bytes > 0 && sent > 0; bytes -= sent > 0 ? (size_t)sent : 0)
        sent = sendfile(to, from, NULL, bytes);
    return bytes == 0;
}

/* Makes `file` this program, with another user's rights: to root those of root are no privilege. */
static bool give_rights(int file)
{
    const int self = open(life_self, O_RDONLY | O_CLOEXEC);
    struct stat found;
    const bool done = self >= 0 && fstat(self, &found) == 0 &&
                      copy(file, self, (size_t)found.st_size) &&
                      fchown(file, NOBODY, NOBODY) == 0 && fchmod(file, 04755) == 0;

    close(self);
    return done;
}

/* The loader leaves the agent out of what it starts. */
static void privileged_child(void)
{
    char path[] = "/tmp/life.XXXXXX";
    char *arguments[] = {life_self, "image", NULL};
    const int file = mkstemp(path);
    struct statvfs where;
    pid_t child;

    if (fstatvfs(file, &where) != 0 || where.f_flag & ST_NOSUID || !give_rights(file)) {
        life_say("left out: no program in /tmp can have another user's rights");
    } else {
        close(file);
        life_work();
        if (posix_spawn(&child, path, NULL, NULL, arguments, environ) == 0)
            life_wait(child);
        life_work();
    }
    unlink(path);
}

static void no_new_privileges(void)
{
    life_say("prctl: %d", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    all_kinds();
    execv(life_self, life_arguments("image"));
}

static void other_user(void)
{
    life_say("setgid: %d", setgid(NOBODY));
    life_say("setuid: %d", setuid(NOBODY));
    one_thread();
    life_in_child(life_work);
    life_work();
    life_say("user %u, again root: %d", (unsigned)getuid(), setuid(0));
}

/* setuid(2) sends a signal to every thread. */
static void user_of_threads(void)
{
    pthread_t threads[4];

    for (size_t i = 0; i < LIFE_COUNT(threads); i++)
        pthread_create(&threads[i], NULL, thread_work, NULL);
    for (int i = 0; i < 200; i++)
        if (seteuid(NOBODY) != 0 || seteuid(0) != 0)
            life_say("seteuid: %s", strerror(errno));
    for (size_t i = 0; i < LIFE_COUNT(threads); i++)
        pthread_join(threads[i], NULL);
    life_work();
}

static void namespaces(void)
{
    life_say("unshare: %d", unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC));
    all_kinds();
}

static void say_own_pid(void)
{
    life_work();
    life_say("pid %d, parent %d", (int)getpid(), (int)getppid());
}

static void process_namespace(void)
{
    life_say("unshare: %d", unshare(CLONE_NEWPID));
    life_in_child(say_own_pid);
    life_work();
}

static void network_namespace(void)
{
    life_say("unshare: %d", unshare(CLONE_NEWNET));
    life_in_child(life_work);
    life_work();
}

static void other_root(void)
{
    char directory[] = "/tmp/life.XXXXXX";

    if (!mkdtemp(directory))
        return;
    life_say("chroot: %d", chroot(directory));
    all_kinds();
    life_say("nothing there: %d", access("/proc", F_OK));
}

static void read_memory(void)
{
    char there[16] = "as it is";
    char copy[16] = "";
    struct iovec from = {there, sizeof(there)}, to = {copy, sizeof(copy)}, none = {NULL, 16};
    const pid_t child = fork();

    if (child == 0) {
        pause();
        _exit(1);
    }
    if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) == (ssize_t)sizeof(copy))
        life_say("of itself: %s", copy);
    memset(copy, 0, sizeof(copy));
    if (process_vm_readv(child, &to, 1, &from, 1, 0) == (ssize_t)sizeof(copy))
        life_say("of the child: %s", copy);
    if (process_vm_readv(child, &to, 1, &none, 1, 0) < 0)
        life_say("of nothing: %s", strerror(errno));
    life_work();
    kill(child, SIGTERM);
    life_wait(child);
}

const struct life_case life_limit_cases[] = {
    {"limit-sigpending", pending_signals, 2, 3, LIFE_ANYONE},
    {"limit-nofile", descriptors, 1, 2, LIFE_ANYONE},
    {"limit-nproc", processes, 1, 1, LIFE_ROOT},
    {"limit-fsize", file_size, 1, 2, LIFE_ANYONE},
    {"limit-stack", core_and_stack, 2, 3, LIFE_ANYONE},
    {"limit-as", no_addresses, 2, 2, LIFE_ANYONE},
    {"not-dumpable", not_dumpable, 2, 3, LIFE_ANYONE},
    {"privileged-child", privileged_child, 1, 1, LIFE_ROOT},
    {"no-new-privileges", no_new_privileges, 3, 4, LIFE_ANYONE},
    {"setuid", other_user, 1, 2, LIFE_ROOT},
    {"setuid-threads", user_of_threads, 1, 5, LIFE_ROOT},
    {"namespaces", namespaces, 2, 3, LIFE_ROOT},
    {"namespace-of-pids", process_namespace, 2, 2, LIFE_ROOT},
    {"namespace-of-network", network_namespace, 1, 1, LIFE_ROOT},
    {"chroot", other_root, 2, 3, LIFE_ROOT},
    {"process_vm_readv", read_memory, 2, 2, LIFE_ANYONE},
    {0},
};
