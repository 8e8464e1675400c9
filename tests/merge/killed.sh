#!/bin/bash
# killed.sh [TIMES [WHAT...]]: kill -9 of a merge leaves no cluster file or a whole one, and running it again
# works and clears away what was left. WHAT is killed of two processes: `launcher`, `one`, or `all` of them; without
# WHAT the merge is one process. SEED in the environment chooses the moments.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

times=${1:-5}
kill_merges() {
    "$RANKPROF_PYTHON" "$RANKPROF_SOURCE/tests/merge/killed.py" job "$times" "${SEED:-$RANDOM}" "$@"
}

"$MAKE_SYNTHETIC" -r 64 -c 300 -p 60 job
if [ $# -lt 2 ]; then
    kill_merges all rankprof merge -q
    exit
fi
[ -x "$(dirname "$RANKPROF")/../libexec/rankprof/rankprof-merge" ] || skip "there is no parallel merge"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
for what in "${@:2}"; do
    kill_merges "$what" mpirun --oversubscribe -n 2 rankprof merge -q
done
