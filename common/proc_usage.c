/* proc_usage.c: what the kernel accounts to a process besides CPU time, read from /proc.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/proc_usage.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATH_BYTES 96u
#define TEXT_BYTES 4096u

/* As getdents64(2) fills it; readdir(3) would allocate. */
struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t bytes;
    uint8_t type;
    char name[];
};

/* ---- texts, without the C library's formats, which may lock ---- */

static char *append(char *at, const char *end, const char *text)
{
    while (*text && at < end)
        *at++ = *text++;
    return at;
}

/* "/proc/PID/task/TID/file"; no thread: "/proc/PID/file". */
static void make_path(char path[PATH_BYTES], pid_t pid, const char *thread, const char *file)
{
    const char *const end = path + PATH_BYTES - 1;
    char digits[24];
    size_t count = sizeof(digits) - 1;
    char *at = append(path, end, "/proc/");

    digits[count] = '\0';
    for (uint64_t rest = (uint64_t)pid; rest > 0; rest /= 10)
        digits[--count] = (char)('0' + rest % 10);
    at = append(at, end, pid ? digits + count : "self");
    at = append(at, end, thread ? "/task/" : "/");
    if (thread) {
        at = append(at, end, thread);
        at = append(at, end, "/");
    }
    at = append(at, end, file);
    *at = '\0';
}

static bool read_text(const char *path, char text[TEXT_BYTES])
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length;

    if (file < 0)
        return false;
    length = read(file, text, TEXT_BYTES - 1);
    close(file);
    text[length > 0 ? length : 0] = '\0';
    return length > 0;
}

/* Reads a number behind blanks and moves *text behind it; 0 when there is none. */
static uint64_t next_number(const char **text)
{
    uint64_t number = 0;

    while (**text == ' ' || **text == '\t')
        ++*text;
    while (**text >= '0' && **text <= '9')
        number = 10 * number + (uint64_t)(*(*text)++ - '0');
    return number;
}

static uint64_t number_behind(const char *text, const char *field)
{
    const char *at = strstr(text, field);

    if (!at)
        return 0;
    at += strlen(field);
    return next_number(&at);
}

/* ---- the process ---- */

/* Fields are counted from the state, which is number 3 of stat: the name may hold anything. */
static const char *stat_field(const char *state, unsigned number)
{
    for (unsigned at = 3; state && at < number; at++) {
        state = strchr(state, ' ');
        state = state ? state + 1 : NULL;
    }
    return state ? state : "";
}

static bool read_stat(pid_t pid, char *text, struct rp_proc_usage *out)
{
    char path[PATH_BYTES];
    const char *state;
    const char *field;

    make_path(path, pid, NULL, "stat");
    if (!read_text(path, text))
        return false;
    state = strrchr(text, ')');
    state = state && state[1] == ' ' ? state + 2 : NULL;
    field = stat_field(state, 10);
    out->sums[RP_PROC_minor_faults] = next_number(&field);
    field = stat_field(state, 12);
    out->sums[RP_PROC_major_faults] = next_number(&field);
    field = stat_field(state, 24);
    out->resident_bytes = next_number(&field) * (uint64_t)sysconf(_SC_PAGESIZE);
    return state != NULL;
}

static void read_io(pid_t pid, char *text, struct rp_proc_usage *out)
{
    char path[PATH_BYTES];

    make_path(path, pid, NULL, "io");
    if (!read_text(path, text))
        return;
    out->sums[RP_PROC_read_bytes] = number_behind(text, "rchar:");
    out->sums[RP_PROC_written_bytes] = number_behind(text, "wchar:");
}

/* ---- its threads ---- */

static void add_thread(pid_t pid, const char *thread, char *text, struct rp_proc_usage *out)
{
    char path[PATH_BYTES];

    make_path(path, pid, thread, "schedstat");
    if (read_text(path, text)) {
        const char *at = text;

        next_number(&at);
        out->sums[RP_PROC_cpu_wait_ns] += next_number(&at);
    }
    make_path(path, pid, thread, "status");
    if (read_text(path, text)) {
        out->sums[RP_PROC_switches] += number_behind(text, "\nvoluntary_ctxt_switches:");
        out->sums[RP_PROC_preemptions] += number_behind(text, "\nnonvoluntary_ctxt_switches:");
    }
}

static void read_threads(pid_t pid, char *text, struct rp_proc_usage *out)
{
    _Alignas(struct entry) char entries[2048];
    char path[PATH_BYTES];
    unsigned threads = 0;
    long length = 0;
    int folder;

    make_path(path, pid, NULL, "task");
    folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0)
        return;
    while ((length = syscall(SYS_getdents64, folder, entries, sizeof(entries))) > 0) {
        for (long at = 0; at < length;) {
            const struct entry *const entry = (const struct entry *)(const void *)(entries + at);

            if (entry->name[0] != '.' && threads++ < RP_PROC_THREADS_MOST)
                add_thread(pid, entry->name, text, out);
            at += entry->bytes;
        }
    }
    close(folder);
}

bool rp_proc_usage_read(pid_t pid, struct rp_proc_usage *out)
{
    char text[TEXT_BYTES];

    *out = (struct rp_proc_usage){{0}, 0};
    if (!read_stat(pid, text, out))
        return false;
    read_io(pid, text, out);
    read_threads(pid, text, out);
    return true;
}
