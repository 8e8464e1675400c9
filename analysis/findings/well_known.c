/* well_known.c: functions that are known by their name.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/well_known.h"

#include <string.h>

#include "common/name_pattern.h"

/* A name that ends with * stands for all that begin so. */
static const char *const file_functions[] = {
    "read",
    "write",
    "pread*",
    "pwrite*",
    "readv",
    "writev",
    "__read",
    "__write",
    "__libc_read",
    "__libc_write",
    "fread*",
    "fwrite*",
    "_IO_file_write*",
    "_IO_file_read*",
    "__GI___read*",
    "__GI___write*",
    "__GI___libc_read*",
    "__GI___libc_write*",
    "fsync",
    "fdatasync",
    "fflush",
    "fprintf",
    "fscanf",
    "fgets",
    "fputs",
    "open64",
    "fopen*",
    "MPI_File_*",
    "H5D*",
    "H5F*",
    "nc_*",
    "ncmpi_*",
    "adios2_*",
};
static const char *const mpi_modules[] = {"libmpi", "libopen-pal", "libopen-rte", "libpmpi",
                                          "mca_",   "libucp",      "libuct",      "libucs"};

bool rp_is_file_function(const struct rp_profile_function *function)
{
    return rp_name_fits_any(file_functions, sizeof(file_functions) / sizeof(file_functions[0]),
                            function->name, strlen(function->name));
}

bool rp_is_mpi_function(const struct rp_profile_function *function)
{
    const char *slash = strrchr(function->module, '/');
    const char *module = slash ? slash + 1 : function->module;

    if (strncmp(function->name, "MPI_", 4) == 0 || strncmp(function->name, "PMPI_", 5) == 0)
        return true;
    for (size_t i = 0; i < sizeof(mpi_modules) / sizeof(mpi_modules[0]); i++) {
        if (strncmp(module, mpi_modules[i], strlen(mpi_modules[i])) == 0)
            return true;
    }
    return false;
}
