#!/bin/bash
# killed.sh [TIMES [SEED]]: kill -9 of a merge of one process leaves no cluster file or a whole one, and
# running it again works and clears away what was left.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

times=${1:-5} seed=${2:-$RANDOM}
"$MAKE_SYNTHETIC" -r 64 -c 300 -p 60 job
"$RANKPROF_PYTHON" "$RANKPROF_SOURCE/tests/merge/killed.py" job "$times" "$seed" rankprof merge -q
