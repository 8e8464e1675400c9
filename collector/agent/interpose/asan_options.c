/* asan_options.c: lets AddressSanitizer accept a process into which we are preloaded.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Its run time ends a program in which it is not the first library, also one that a script starts
 * in the middle of a profile. It need not be the first: the functions that we both stand in front
 * of call the next one. It asks this function for its options, and then $ASAN_OPTIONS.
 */
#include <dlfcn.h>

#define OPTIONS_BYTES 4096

typedef const char *options_function(void);

__attribute__((visibility("default"))) const char *__asan_default_options(void);

/* No function of the C library may be called yet: the run time stands in front of those. */
static char *append(char *end, const char *begin, const char *text)
{
    while (*text && end < begin + OPTIONS_BYTES - 1)
        *end++ = *text++;
    *end = '\0';
    return end;
}

const char *__asan_default_options(void)
{
    static const char ours[] = "verify_asan_link_order=0:";
    static char options[OPTIONS_BYTES];
    options_function *const next =
        (options_function *)dlsym(RTLD_NEXT, "__asan_default_options"); /* of the program, or "" */

    append(append(options, options, ours), options, next ? next() : "");
    return options;
}
