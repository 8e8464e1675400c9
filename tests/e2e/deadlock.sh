#!/bin/bash
# deadlock.sh: a job whose ranks wait for each other is found out, with the calls and the ranks that miss.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
[ "$(id -u)" = 0 ] || unset OMPI_ALLOW_RUN_AS_ROOT OMPI_ALLOW_RUN_AS_ROOT_CONFIRM
# hang WAY: starts it, until the job is told to hang.
is_told() {
    grep -q 'the job seems to hang' messages
}
hang() {
    rm -f messages
    mpirun --oversubscribe -n 4 rankprof run -q -o "$1" --hang-after 2 "$APPS/deadlock" "$1" >messages 2>&1 &
    launcher=$!
    STARTED+=("$launcher")
    wait_for 60 is_told
    expect "times that it was told" "$(grep -c 'seems to hang' messages)" 1
    rankprof stacks "$1" --json --wait 60 >found || fail "stacks: $(cat found)"
}
end() {
    kill -TERM "$launcher"
    status_of wait "$launcher"
    settle "$1"
    [ ! -e "$1/stuck" ] || fail "the files of stuck ranks are left"
}
# waits CALL RANKS MISSING: the JSON has this wait.
waits() {
    judge "$@" <<'EOF'
from judge import *
with open("found", encoding="utf-8") as file:
    found = json.load(file)
got = [(wait["call"], wait["ranks"], wait["missing"]) for wait in found["waits"]]
wanted = (arg(1), json.loads(arg(2)), json.loads(arg(3)))
must(wanted in got, f"no wait {wanted} among {got}")
must(len(found["ranks"]) == 4 and found["silent"] == 0, "ranks are missing")
must((found["without_progress_seconds"] or 0) > 1, "it does not say that nothing goes on")
EOF
}

hang missing
waits MPI_Allreduce '[0, 1, 2]' '[3]'
waits MPI_Recv '[3]' '[0]'
judge <<'EOF'
from judge import *
with open("found", encoding="utf-8") as file:
    stacks = {thread["rank"]: thread["stack"] for thread in json.load(file)["threads"] if thread["call"]}
must(stacks[3][-3:] == ["main", "wait_for_nobody", "MPI_Recv"], f"rank 3 is in {stacks[3]}")
must(stacks[0][-3:] == ["main", "rounds", "MPI_Allreduce"], f"rank 0 is in {stacks[0]}")
EOF
COLUMNS=60 rankprof stacks missing >text
grep -q '3 ranks (0-2) in MPI_Allreduce, call 4 of MPI_COMM_WORLD' text || fail "the text says: $(cat text)"
grep -q 'waited for: rank 3, in MPI_Recv from rank 0, tag 77' text || fail "the text says: $(cat text)"
end missing
# The stacks of then are in the files.
rankprof stacks missing --last 2>said >text || fail "stacks: $(cat said)"
grep -q 'wait_for_nobody' text || fail "nothing is left of the stacks: $(cat text)"
check=$(rankprof check-file missing/rank-*.h5 2>&1) || fail "check-file: $check"

hang cycle
waits MPI_Wait '[0]' '[1]'
waits MPI_Wait '[3]' '[0]'
end cycle

hang finalize
waits MPI_Allreduce '[0, 1, 2]' '[3]'
end finalize

status_of rankprof stacks 2>said
expect "exit status without a directory" "$STATUS" 2
status_of rankprof stacks no-such 2>said
expect "exit status of no directory" "$STATUS" 3
one_line said no-such
