#!/bin/bash
# findings.sh: a throttled rank, another build of a library, a wrong binding, a serial section, a rank that sleeps and
# ranks that work in turn are each found, by rank, and nothing is found where nothing was planted.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

[ "$(env -u OMP_NUM_THREADS nproc)" -ge 2 ] || skip "one CPU: no rank can be bound to another one"
TMPDIR=$WORK "$RANKPROF_SOURCE/scripts/check-findings" 1 60
