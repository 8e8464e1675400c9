#!/bin/bash
# stopped.sh: a collector that stands still loses nothing and holds up nobody; a program that stands still uses no time.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# run_stopped NAME WHO: the collector or the program is stopped for 20 slices or more.
run_stopped() {
    local name=$1 line
    mkfifo "lines-$name"
    rankprof run -q -o "D-$name" -F 250 --slice 0.1 "$APPS/steady" 40 >"lines-$name" 2>messages &
    pid=$!
    STARTED+=("$pid")
    exec 8<"lines-$name"
    for _ in {1..4}; do
        read -r line <&8
    done
    wait_for 20 compgen -G "D-$name/rank-*.part"
    stopped=$pid
    [ "$name" = program ] || stopped=$(collectors_of "D-$name")
    kill -STOP "$stopped"
    if [ "$name" = program ]; then
        sleep 2
        kill -CONT "$stopped"
    fi
    for _ in {5..40}; do
        read -r line <&8
    done
    exec 8<&-
    status_of wait "$pid"
    kill -CONT "$stopped" 2>/dev/null || true
    expect "$name stopped: exit status" "$STATUS" 0
    expect "$name stopped: steps" "${line% *}" 40
    settle "D-$name"
    judge "D-$name" "${line#* }" <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
near("CPU time in the profile over the program's own", profile.total() / int(arg(2)), 1, 0.03)
must(profile.ranks["state"][0] == 1, "the file is not complete")
EOF
}
run_stopped collector
run_stopped program
