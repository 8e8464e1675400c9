#!/bin/bash
# other-libraries.sh: allocators, I/O tracers in the manner of Darshan and LD_AUDIT work beside the agent, see what they saw alone, and all is profiled.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# beside ENVIRONMENT CASE...: the cases of life.sh with it.
beside() {
    LIFE_ENVIRONMENT=$1 bash "$RANKPROF_SOURCE/tests/e2e/life.sh" "${@:2}"
}

# logged NAME=LOG ENVIRONMENT CASE...: what a library wrote about the programs is the same too.
logged() {
    local variable=${1%%=*} log=$WORK/${1#*=}
    beside "$variable=$log $2" "${@:3}"
    ! grep -q '^rankprof: ' "$log" || fail "$variable: the library is in processes of rankprof's own: $(cat "$log")"
    # Twice each line, or more where a case was run again.
    grep '^life: ' "$log" | sort | uniq -c >"$log.lines"
    awk '$1 < 2 { print "only once: " $0; bad = 1 } END { exit bad }' "$log.lines" >&2 ||
        fail "$variable: the library saw other things in the profiled program: $(cat "$log.lines")"
}

[[ $(ldd "$RANKPROF") != *lib[at]san* ]] ||
    skip "rankprof itself is built with a sanitizer, whose allocator bears no other one beside it"
allocators=()
for library in libjemalloc.so.2 libtcmalloc_minimal.so.4 libtcmalloc.so.4; do
    if [ -z "$(LD_PRELOAD=$library /bin/true 2>&1)" ]; then
        beside "LD_PRELOAD=$library" fork exec thread-detached thread-fork signal-jumps end-quick_exit
        allocators+=("$library")
    fi
done
logged IO_TRACER_LOG=io "LD_PRELOAD=$APPS/libio_tracer.so" fork posix-spawn end-_exit thread-detached
logged AUDITOR_LOG=audit "LD_AUDIT=$APPS/libauditor.so" fork posix-spawn end-return thread-detached
echo "beside: ${allocators[*]:-no allocator}, a tracer, an auditor"
[ ${#allocators[@]} -gt 0 ] || skip "there is no other allocator here; the rest passed"
