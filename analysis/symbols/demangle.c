/* demangle.c: makes names for people out of names for linkers.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/symbols/demangle.h"

#include <libiberty/demangle.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORTRAN_MARK "_MOD_"

static char *demangle_fortran(const char *name)
{
    const char *mark = NULL;
    char *text = NULL;

    if (name[0] != '_' || name[1] != '_')
        return NULL;
    mark = strstr(name + 2, FORTRAN_MARK);
    if (!mark || mark == name + 2 || mark[strlen(FORTRAN_MARK)] == '\0')
        return NULL;
    if (asprintf(&text, "%.*s::%s", (int)(mark - name - 2), name + 2, mark + strlen(FORTRAN_MARK)) <
        0)
        return NULL;
    return text;
}

char *rp_demangle(const char *name)
{
    char *plain = strndup(name, name[0] == '@' ? strlen(name) : strcspn(name, "@"));
    char *text = NULL;

    if (!plain)
        return NULL;
    text = cplus_demangle(plain, DMGL_PARAMS | DMGL_ANSI | DMGL_AUTO);
    if (!text)
        text = demangle_fortran(plain);
    if (!text)
        return plain;
    free(plain);
    return text;
}
