#!/bin/bash
# no-difference.sh: the program finds its process as it would without rankprof, but for the agent in its environment.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# state OUTPUT PREFIX...: process_state behind the prefix, in the place of a process whose id is known.
state() {
    local output=$1
    shift
    (
        export EXPECTED_PID=$BASHPID EXPECTED_PARENT=$$
        exec "$@" "$APPS/process_state" 'two words' '' '*' <input >"$output" 2>messages
    )
}

# Everything that a process inherits is set to something unusual first.
echo some input >input
umask 027
trap '' USR2
exec 7<input 9>>nine
ulimit -S -n 512
export EMPTY='' WITH_NEWLINE=$'a\nb' LD_LIBRARY_PATH=/nowhere
cpu=$(awk '/^Cpus_allowed_list/ { split($2, first, /[-,]/); print first[1] }' /proc/self/status)
taskset -cp "$cpu" $$ >/dev/null

state plain env
state profiled rankprof run -q -o D
[ ! -s messages ] || fail "something was said: $(cat messages)"
settle D

# The agent catches one signal, a real-time one.
caught() {
    echo $((16#$(awk '/^SigCgt/ { print $2 }' "$1")))
}
extra=$(($(caught profiled) & ~$(caught plain)))
expect "signals caught besides" "$((extra & 0xffffffff))" 0
expect "signals no longer caught" "$(($(caught plain) & ~$(caught profiled)))" 0

ours='^SigCgt|^fd 1 |^environment (LD_PRELOAD=.*librankprof|CUDA_INJECTION64_PATH=.*librankprof-gpu|NVTX_INJECTION64_PATH=.*librankprof-agent|RANKPROF_|EXPECTED_|_=)'
grep -Ev "$ours" plain | sort >plain.rest
grep -Ev "$ours" profiled | sort >profiled.rest
same "the process" plain.rest profiled.rest
for line in 'pid as expected' 'parent as expected' 'fd 9 ' 'umask 027' 'environment EMPTY='; do
    grep -q "^$line" profiled || fail "the comparison saw no '$line'"
done
grep -q '^environment LD_PRELOAD=.*librankprof' profiled || fail "the program was not profiled"
