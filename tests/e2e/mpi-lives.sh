#!/bin/bash
# mpi-lives.sh: late MPI_Init, no MPI_Finalize, MPI_Abort, threads and spawned processes: all calls up to the end.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

compare() {
    judge "$1" "ledger-$1" <<'EOF'
from judge import *
check_files(arg(1))
compare_mpi_ledgers(Profile(arg(1)), arg(2), range(2), spans=arg(1) == "late")
EOF
}

for how in late threads; do
    profile_mpi 2 "$how" "$APPS/mpi_lives" "$WORK/ledger-$how" "$how"
    compare "$how"
done
# mpirun takes the end without MPI_Finalize, and MPI_Abort, for the failure that it is.
for how in no-finalize abort; do
    status_of mpi_run 2 rankprof run -q -o "$how" "$APPS/mpi_lives" "$WORK/ledger-$how" "$how" 2>/dev/null
    [ "$STATUS" != 0 ] || fail "$how: mpirun does not fail any more"
    settle "$how"
    compare "$how"
done
# The spawned process is not under rankprof: its start is no part of a rank.
profile_mpi 2 spawn "$APPS/mpi_lives" "$WORK/ledger-spawn" spawn
compare spawn
