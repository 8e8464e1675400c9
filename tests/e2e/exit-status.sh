#!/bin/bash
# exit-status.sh: the program ends with its own exit status or signal, and the profile says how.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

number=0
while read -r status how; do
    number=$((number + 1))
    # shellcheck disable=SC2086
    status_of bash -c '"$@"' - "$APPS/exit_status" $how >plain 2>/dev/null
    expect "exit status of '$how' alone" "$STATUS" "$status"
    # shellcheck disable=SC2086
    status_of bash -c '"$@"' - rankprof run -q -o "D$number" "$APPS/exit_status" $how >profiled 2>messages
    expect "exit status of '$how' under rankprof" "$STATUS" "$status"
    same "what '$how' printed" plain profiled
    settle "D$number"
done <<'EOF'
0 exit 0
3 exit 3
255 exit 255
4 _exit 4
5 quick 5
6 thread 6
134 abort
137 kill 9
139 segv
143 kill 15
129 kill 1
EOF

judge D <<'EOF'
from judge import *
EXIT, SIGNAL, UNKNOWN = 1, 2, 4
wanted = [(EXIT, 0), (EXIT, 3), (EXIT, 255), (EXIT, 4), (EXIT, 5), (EXIT, 6),
          (SIGNAL, 6), (SIGNAL, 9), (SIGNAL, 11), (SIGNAL, 15), (SIGNAL, 1)]
for number, (how, status) in enumerate(wanted, 1):
    directory = f"{arg(1)}{number}"
    check_files(directory)
    ranks = Profile(directory).ranks
    got = int(ranks["end_how"][0]), int(ranks["end_status"][0])
    # The collector is not the parent: it may not learn an end, but must not invent one.
    must(got == (how, status) or got[0] == UNKNOWN, f"end {number} is {got}, expected {(how, status)}")
    if (how, status) in ((EXIT, 0), (EXIT, 3)):
        must(got == (how, status), f"a plain exit({status}) is reported as {got}")
EOF

# mpirun sees the same, too.
for how in 'exit 3' 'kill 9'; do
    # shellcheck disable=SC2086
    status_of mpi_run 2 "$APPS/exit_status" $how >/dev/null 2>&1
    plain=$STATUS
    # shellcheck disable=SC2086
    status_of mpi_run 2 rankprof run -q -o "M${how% *}" "$APPS/exit_status" $how >/dev/null 2>&1
    expect "exit status of mpirun for '$how'" "$STATUS" "$plain"
done
