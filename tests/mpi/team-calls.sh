#!/bin/sh
# tests/mpi/team-calls.sh: the calls of a team, for several numbers of processes.
set -eu
# shellcheck source=scripts/mpi.sh
. "$RANKPROF_SOURCE/scripts/mpi.sh"
# MPI itself leaks, in modules that are gone at the end; our leaks are found by the unit tests.
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
for processes in 1 2 4; do
    mpi_run "$processes" "$TEAM_CALLS"
done
