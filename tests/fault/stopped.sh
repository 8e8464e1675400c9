#!/bin/bash
# stopped.sh: a collector that stands still loses nothing and holds up nobody; a program that stands still uses no time.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# run_stopped collector|program: it is stopped for 20 slices or more.
run_stopped() {
    local name=$1
    start_steps rankprof run -q -o "D-$name" -F 250 --slice 0.1 "$APPS/steady" 40
    read_steps 4
    wait_for 20 compgen -G "D-$name/rank-*.part"
    stopped=$pid
    [ "$name" = program ] || stopped=$(collectors_of "D-$name")
    STARTED+=("$stopped")
    kill -STOP "$stopped"
    if [ "$name" = program ]; then
        sleep 2
        kill -CONT "$stopped"
    fi
    read_steps 36
    end_steps "$name stopped" 40
    kill -CONT "$stopped" 2>/dev/null || true
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
