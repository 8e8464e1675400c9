#!/bin/bash
# bad-use.sh: each wrong use is answered by one sentence on stderr and a documented exit status.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# wrong STATUS PATTERN ARGUMENT...
wrong() {
    local status=$1 pattern=$2
    shift 2
    status_of rankprof "$@" >out 2>messages
    expect "exit status of 'rankprof $*'" "$STATUS" "$status"
    one_line messages "$pattern"
    [ ! -s out ] || fail "'rankprof $*' spoke on stdout: $(cat out)"
}

echo 'int main(void) { return 0; }' >text.c
wrong 2 'no program' run
wrong 2 report repotr D
wrong 2 '--rate' run --raet 100 true
wrong 2 "'--colour'" run --colour true
wrong 2 -F run -F fast true
wrong 2 -F run -F 0 true
wrong 2 clock run --clock sun true
wrong 127 no-such-program run -q -o D no-such-program
wrong 127 no-such-program run -q -o D ./no-such-program
wrong 126 text.c run -q -o D ./text.c
wrong 126 '/' run -q -o D /
wrong 3 no-such-folder report no-such-folder
wrong 3 no-such-folder merge no-such-folder
wrong 3 text.c report text.c
wrong 3 no-such-file check-file no-such-file.h5
[ ! -e D ] || fail "a directory was made for a program that never ran"

status_of rankprof >out 2>messages
expect "exit status without a command" "$STATUS" 2
