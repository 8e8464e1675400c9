#!/bin/bash
# without-calls.sh: where the kernel or a container refuses a system call, the program runs as ever; what can be
# profiled in another way is, and else one sentence says why not.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/split" 200 >plain
# without CALL ERROR [OPTION...]: runs split under rankprof, into D-CALL.
without() {
    local call=$1 error=$2
    shift 2
    status_of "$APPS/without_call" "$call" "$error" rankprof run -o "D-$call" "$@" "$APPS/split" 200 2>&1 >denied |
        cat >messages
    [ "${PIPESTATUS[0]}" != 77 ] || skip "no system call can be refused here"
    same "without $call, what the program printed" plain denied
}
is_sampled() {
    settle "D-$1"
    judge "D-$1" <<'EOF'
from judge import *
check_files(arg(1))
must(Profile(arg(1)).share("mostly") > 0.3, f"{arg(1)}: the program was not sampled")
EOF
    rm -r "D-$1"
}

for error in EPERM ENOSYS; do
    # The segment is made in another way; something else than the timer samples; nobody misses these.
    for call in memfd_create process_vm_readv inotify_init1 flock; do
        without $call $error
        is_sampled $call
    done
    # There is no profile without them.
    for call in socket pidfd_open; do
        without $call $error
        grep -q "the application runs without a profile" messages || fail "without $call: $(cat messages)"
        rm -r "D-$call"
    done
    # On wall time there is nothing but the timer.
    without timer_create $error --clock wall
    settle D-timer_create
    grep -q 'timer_create: ' messages || fail "why nothing was sampled is not said: $(cat messages)"
    rm -r D-timer_create
done
rankprof doctor . >found || true
if grep -q '^ok .*perf-queue' found; then
    without timer_create EPERM
    is_sampled timer_create
fi
