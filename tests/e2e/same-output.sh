#!/bin/bash
# same-output.sh: a second run into the same directory overwrites nothing.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile D "$APPS/split" 50 >/dev/null
rankprof merge D 2>/dev/null
sums() {
    find D -type f -exec sha256sum {} + | sort
}
sums >before
rankprof run -q -o D "$APPS/split" 50 >/dev/null 2>messages
settle D.2
sums >after
same "the first profile" before after
mpi_run 2 rankprof run -q -o D "$APPS/split" 50 >/dev/null 2>&1
settle D.3
expect "rank files of the third run" "$(compgen -G 'D.3/rank-*.h5' | wc -l)" 2
sums >after
same "the first profile" before after
