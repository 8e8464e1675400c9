# package.py: rankprof for Spack.
# SPDX-License-Identifier: Apache-2.0
from spack.package import *


class Rankprof(CMakePackage):
    """Profiler for HPC jobs: every rank, one cluster-wide profile."""

    maintainers = []
    license("Apache-2.0")

    # Where the sources are is the site's: spack develop --path DIR rankprof@0.1.0, or a mirror.
    version("0.1.0")

    variant("mpi", default=True, description="Record MPI calls, and merge in parallel")

    depends_on("c", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("protobuf-c")
    depends_on("binutils+libiberty", type="build")
    depends_on("elfutils")
    depends_on("jansson")
    depends_on("papi@6:")
    depends_on("zlib-api")
    depends_on("libaec")
    depends_on("mpi", when="+mpi")
    depends_on("hdf5@1.10:~mpi", when="~mpi")
    depends_on("hdf5@1.10:+mpi", when="+mpi")

    conflicts("platform=darwin", msg="rankprof needs Linux")

    def cmake_args(self):
        return [
            self.define_from_variant("RANKPROF_WITH_MPI", "mpi"),
            self.define("RANKPROF_WITH_TESTS", False),
        ]
