/* program_examine.c: says why the agent cannot be loaded into a program, if so.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "collector/start/program.h"
#include "collector/start/program_needed.h"

#define SCRIPT_DEPTH 4 /* interpreters of interpreters, as far as the kernel follows them */

#if defined(__x86_64__)
#define OUR_MACHINE EM_X86_64
#elif defined(__aarch64__)
#define OUR_MACHINE EM_AARCH64
#else
#error "rankprof runs on x86_64 and aarch64"
#endif

/* The loader drops LD_PRELOAD when the kernel says that privileges were gained by execve(2). */
static const char *gains_privileges(const char *path)
{
    struct statvfs mount;
    struct stat info;

    if (stat(path, &info) != 0 || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ||
        (statvfs(path, &mount) == 0 && (mount.f_flag & ST_NOSUID)))
        return NULL;
    if ((info.st_mode & S_ISUID) && info.st_uid != getuid())
        return "is set-user-id";
    if ((info.st_mode & S_ISGID) && (info.st_mode & S_IXGRP) && info.st_gid != getgid())
        return "is set-group-id";
    if (getuid() != 0 && getxattr(path, "security.capability", NULL, 0) > 0)
        return "has file capabilities";
    return NULL;
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static const char *file_name(const char *path)
{
    const char *const slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The dynamic loader run as a command loads the agent though it names no loader itself. */
static bool is_loader(const char *path)
{
    return starts_with(file_name(path), "ld-linux") || starts_with(file_name(path), "ld.so");
}

static const char *judge_loader(const char *path, const char *loader)
{
    if (!*loader)
        return is_loader(path)
                   ? NULL
                   : "is linked statically (link it with shared libraries to profile it)";
    if (starts_with(file_name(loader), "ld-musl"))
        return "uses the musl C library, and the agent needs glibc";
    return NULL;
}

/* Why the agent cannot be loaded into the ELF file, or NULL. */
static const char *judge_elf(int file, const char *path, const Elf64_Ehdr *header)
{
    char loader[PATH_MAX] = "";

    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != OUR_MACHINE)
        return "is built for another architecture than rankprof";
    for (unsigned i = 0; i < header->e_phnum; i++) {
        const off_t at = (off_t)header->e_phoff + (off_t)i * header->e_phentsize;
        Elf64_Phdr segment;

        if (pread(file, &segment, sizeof(segment), at) != (ssize_t)sizeof(segment))
            return "has a damaged ELF header";
        if (segment.p_type == PT_INTERP && segment.p_filesz < sizeof(loader) &&
            pread(file, loader, segment.p_filesz, (off_t)segment.p_offset) < 0)
            return "has a damaged ELF header";
    }
    if (rp_program_needs(file, header, "libtsan.so"))
        return "is built with ThreadSanitizer, which holds signals back (build it without)";
    return judge_loader(path, loader);
}

/* The interpreter named in "#!  /bin/sh -e", stored in place; NULL when it is no script. */
static char *interpreter_of(char *line)
{
    if (!starts_with(line, "#!"))
        return NULL;
    line += 2 + strspn(line + 2, " \t");
    line[strcspn(line, " \t\r\n")] = '\0';
    return *line ? line : NULL;
}

static enum rp_status refuse(struct rp_error *error, const char *path, const char *why)
{
    return rp_error_set(error, RP_E_UNSUPPORTED, "'%s' %s, so nothing of it can be sampled", path,
                        why);
}

/* Stores the script's interpreter in `next`, or "" when `path` was the end of the chain. */
static enum rp_status examine_one(const char *path, char next[PATH_MAX], struct rp_error *error)
{
    union {
        Elf64_Ehdr elf;
        char text[256];
    } start = {0};
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const char *why = NULL;
    const char *interpreter;

    next[0] = '\0';
    if (file < 0) /* executable but not readable: the loader will manage */
        return RP_OK;
    if (pread(file, start.text, sizeof(start.text) - 1, 0) >= (ssize_t)sizeof(start.elf) &&
        memcmp(start.elf.e_ident, ELFMAG, SELFMAG) == 0) {
        why = judge_elf(file, path, &start.elf);
        why = why ? why : gains_privileges(path);
    } else {
        interpreter = interpreter_of(start.text);
        snprintf(next, PATH_MAX, "%s", interpreter ? interpreter : "/bin/sh");
    }
    close(file);
    return why ? refuse(error, path, why) : RP_OK;
}

enum rp_status rp_program_examine(const char *path, struct rp_error *error)
{
    char next[PATH_MAX];
    char current[PATH_MAX];

    snprintf(current, sizeof(current), "%s", path);
    for (int depth = 0; depth < SCRIPT_DEPTH; depth++) {
        const enum rp_status status = examine_one(current, next, error);

        if (status != RP_OK || !*next)
            return status;
        memcpy(current, next, sizeof(current));
    }
    return RP_OK;
}
