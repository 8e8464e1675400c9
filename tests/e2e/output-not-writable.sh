#!/bin/bash
# output-not-writable.sh: where no profile can be written, one sentence says so and the program runs as ever.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

echo >file
status_of rankprof run -q -o file/D "$APPS/exit_status" exit 3 >profiled 2>messages
expect "exit status" "$STATUS" 3
one_line messages 'file/D' 'not a directory'
"$APPS/exit_status" exit 3 >plain || true
same "what it printed" plain profiled

status_of rankprof run -q -o /proc/D "$APPS/exit_status" exit 0 >profiled 2>messages
expect "exit status" "$STATUS" 0
one_line messages '/proc/D'

# Every rank is told the same; one sentence is enough.
mpi_run 4 rankprof run -q -o file/D "$APPS/imbalance" 1 10 >out 2>messages
expect "lines of output" "$(wc -l <out)" 1
grep -q 'file/D' messages || fail "nothing was said: $(cat messages)"
