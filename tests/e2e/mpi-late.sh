#!/bin/bash
# mpi-late.sh: ranks that are late in turn are named with what they did and its share of all waiting, as their own logs say.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# late NAME HOW SECONDS OPTION...
late() {
    local name=$1 how=$2 seconds=$3
    shift 3
    profile_mpi 4 "$name" "$@" "$APPS/mpi_late" "$WORK/log-$name" "$how" "$seconds"
}

# The logs tell wall time, and four ranks on two CPUs are often late because they have none: the wall clock sees that.
late world world 5 -F 100 --clock wall
late often world 3 -F 1000 --clock wall
late groups groups 2 -F 1000 --clock wall
late ring ring 2 -F 1000 --clock wall
late naps naps 3 -F 250
# shellcheck disable=SC2119 # no figures to hand over
judge <<'END'
from judge import check_files
from judge_late import *
everyone, halves = [[0, 1, 2, 3]], [[0, 1], [2, 3]]
for directory, groups, call, points in (("world", everyone, "MPI_Allreduce", 10), ("often", everyone, "MPI_Allreduce", 5),
                                        ("groups", halves, "MPI_Allreduce", 10), ("ring", None, "MPI_Recv", 10),
                                        ("naps", everyone, "MPI_Allreduce", 10)):
    check_files(directory)
    compare_late(directory, Logs(f"log-{directory}", 4, groups), call, points)
END
