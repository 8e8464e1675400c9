#!/bin/bash
# signals.sh: SIGTERM and SIGINT, to the process or to its group, reach the program once, as they would alone.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# send SIGNAL WHOM COMMAND...: starts it as a group of its own, signals it when it is ready.
send() {
    local signal=$1 whom=$2 pid
    shift 2
    rm -f ready
    mkfifo ready
    setsid "$@" >ready 2>messages &
    pid=$!
    STARTED+=("$pid")
    exec 8<ready
    read -r line <&8
    expect "the first line" "$line" ready
    if [ "$whom" = group ]; then
        kill -s "$signal" -- "-$pid"
    else
        kill -s "$signal" "$pid"
    fi
    cat <&8
    exec 8<&-
    status_of wait "$pid"
    echo "exit status $STATUS"
}

for signal in TERM INT; do
    for whom in process group; do
        send "$signal" "$whom" "$APPS/signals" >plain
        send "$signal" "$whom" rankprof run -q -o "D$signal-$whom" "$APPS/signals" >profiled
        same "behaviour under SIG$signal to the $whom" plain profiled
        grep -q ', 1 time' profiled || fail "not once: $(cat profiled)"
        settle "D$signal-$whom"
    done
done

# Without a handler the default action holds.
steady() {
    start_steps "$@" "$APPS/steady" 100000
    read_steps 1
    kill -TERM "$pid"
    exec 8<&-
    status_of wait "$pid"
}
steady env
expect "exit status after SIGTERM, alone" "$STATUS" 143
steady rankprof run -q -o T
expect "exit status after SIGTERM" "$STATUS" 143
settle T
judge T <<'EOF'
from judge import *
check_files(arg(1))
must(Profile(arg(1)).samples() > 0, "nothing was sampled before the signal")
EOF
