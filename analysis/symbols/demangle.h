/* demangle.h: makes names for people out of names for linkers.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_SYMBOLS_DEMANGLE_H
#define RANKPROF_ANALYSIS_SYMBOLS_DEMANGLE_H

/*
 * "_Z4workIdEvT_" becomes "void work<double>(double)", gfortran's "__mod_MOD_proc" becomes
 * "mod::proc", and "memcpy@@GLIBC_2.14" "memcpy"; anything else is copied. To be freed; NULL
 * without memory.
 */
char *rp_demangle(const char *name);

#endif
