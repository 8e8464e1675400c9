#!/bin/bash
# unsupported-programs.sh: static, sanitized and setuid programs run as ever, and one sentence says that nothing is sampled.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# unsampled NAME PROGRAM: it ends with its own status, and the sentence has NAME.
unsampled() {
    local name=$1 program=$2
    status_of "$program" exit 3 >plain
    expect "exit status alone" "$STATUS" 3
    status_of rankprof run -q -o "D-$name" "$program" exit 3 >profiled 2>messages
    expect "exit status under rankprof" "$STATUS" 3
    same "what it printed" plain profiled
    one_line messages "$name"
}

unsampled static "$APPS/exit_status_static"
[ ! -x "$APPS/exit_status_tsan" ] || unsampled ThreadSanitizer "$APPS/exit_status_tsan"

cp "$APPS/exit_status" .
chmod 755 . exit_status
[ "$(id -u)" = 0 ] || skip "only root can make a setuid program of another user; the rest passed"
chown nobody exit_status
chmod u+s exit_status
unsampled set-user-id ./exit_status
