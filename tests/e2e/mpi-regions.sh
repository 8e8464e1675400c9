#!/bin/bash
# mpi-regions.sh: regions that a program names hold what ran in them, on all its threads; counts, times and efficiencies are the program's own.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile_mpi 2 levels -F 250 "$APPS/mpi_regions" "$WORK/ledger-levels"
profile_mpi 2 names --mpi-stacks off --pcontrol names "$APPS/mpi_regions" "$WORK/ledger-names" names
# shellcheck disable=SC2119 # no figures to hand over
judge <<'END'
from judge import *
from judge_regions import *
for directory in ("levels", "names"):
    check_files(directory)
    profile = Profile(directory)
    ledgers = [Ledger(f"ledger-{directory}.{rank}") for rank in range(2)]
    compare_regions(profile, directory, ledgers)
profile = Profile("levels")
for function, region in (("set_up", "set-up"), ("work_of_child", "set-up"), ("advance", "solve > step"),
                         ("in_level", "MPI_Pcontrol(0)"), ("wander", "alone"), ("help_along", "solve")):
    check_home(profile, function, region)
check_calls(profile, "MPI_Allreduce", "solve > step > exchange", 2 * 20)
check_calls(Profile("names"), "MPI_Allreduce", "solve > step > exchange", 2 * 20)
check_choice("levels")
END
