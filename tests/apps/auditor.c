/* auditor.c: a library of LD_AUDIT: sees each function that is bound.
 * SPDX-License-Identifier: Apache-2.0
 *
 * When a process ends, a line is added to the file that AUDITOR_LOG names: its program, and whether
 * calls from that were seen as they were bound.
 */
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uintptr_t *program;
static long bound;

unsigned la_version(unsigned version)
{
    return version < LAV_CURRENT ? version : LAV_CURRENT;
}

/* The program has no name in the list of the loader. */
unsigned la_objopen(struct link_map *object, Lmid_t list, uintptr_t *cookie)
{
    if (list == LM_ID_BASE && object->l_name[0] == '\0')
        program = cookie;
    return LA_FLG_BINDTO | LA_FLG_BINDFROM;
}

uintptr_t la_symbind64(Elf64_Sym *symbol, unsigned index, uintptr_t *from, uintptr_t *to,
                       unsigned *flags, const char *name)
{
    (void)index;
    (void)to;
    (void)flags;
    (void)name;
    bound += from == program;
    return symbol->st_value;
}

__attribute__((destructor)) static void write_log(void)
{
    const char *const path = getenv("AUDITOR_LOG");
    const int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;

    if (file < 0)
        return;
    dprintf(file, "%s: %s\n", program_invocation_short_name,
            bound > 0 ? "calls were bound" : "no call was bound");
    close(file);
}
