#!/bin/bash
# mpi-lives.sh: late MPI_Init, no MPI_Finalize, MPI_Abort, a killed rank, a time limit, threads and spawned processes: all calls up to the end, and who went first.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# The time limit takes its time, and no CPU: it is waited for at the end.
(
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    exec mpirun --oversubscribe --timeout 12 -n 2 rankprof run -q -o hang "$APPS/mpi_lives" "$WORK/ledger-hang" hang
) 2>/dev/null &
limited=$!
STARTED+=("$limited")

for how in late threads; do
    profile_mpi 2 "$how" "$APPS/mpi_lives" "$WORK/ledger-$how" "$how"
done
# The spawned process is not under rankprof: its start is no part of a rank.
profile_mpi 2 spawn "$APPS/mpi_lives" "$WORK/ledger-spawn" spawn
# mpirun takes the end without MPI_Finalize, and MPI_Abort, for the failure that it is.
for how in no-finalize abort kill; do
    status_of mpi_run 2 rankprof run -q -o "$how" "$APPS/mpi_lives" "$WORK/ledger-$how" "$how" 2>/dev/null
    [ "$STATUS" != 0 ] || fail "$how: mpirun does not fail any more"
    settle "$how"
done
status_of wait "$limited"
[ "$STATUS" != 0 ] || fail "mpirun knows no time limit any more"
settle hang
# shellcheck disable=SC2119 # no figures to hand over
judge <<'END'
from judge import *
for how in ("late", "threads", "spawn", "no-finalize", "abort", "kill", "hang"):
    check_files(how)
    compare_mpi_ledgers(Profile(how), f"ledger-{how}", range(2), spans=how == "late")
first = {how: report(how)["first_end"] for how in ("late", "abort", "kill", "hang")}
must(first["late"] is None, f"all went well, and the report says {first['late']}")
must((first["abort"]["rank"], first["abort"]["called_abort"]) == (1, True), f"MPI_Abort: {first['abort']}")
must((first["kill"]["rank"], first["kill"]["exit"]) == (1, "SIGKILL"), f"killed: {first['kill']}")
must(first["hang"]["exit"] in ("SIGTERM", "SIGKILL"), f"time limit: {first['hang']}")
END
for how in abort kill; do
    rankprof report "$how" >told
    grep -q "rank 1 went first" told || fail "$how: the report does not say who went first: $(head -5 told)"
done
