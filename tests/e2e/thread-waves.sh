#!/bin/bash
# thread-waves.sh: 10,000 threads, and 5,000 alive at once, take bounded memory and are all counted; so are those that are one too many.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# wave THREADS ALIVE SEEN REFUSED: memory, of the program alone and profiled, as KiB in plain.ALIVE and profiled.ALIVE.
wave() {
    "$APPS/thread_waves" "$1" "$2" >plain 2>"plain.$2" || return 1
    profile "D-$2" "$APPS/thread_waves" "$1" "$2" >profiled 2>"profiled.$2"
    same "what the program printed" plain profiled
    wanted+=("$@")
}

wanted=()
wave 10000 100 10000 0
wave 5000 5000 4095 905 || few=yes

# A limit on the size of files leaves room for 8 threads: the time of the others is not lost, and has no place.
(
    ulimit -f 75000
    profile F "$APPS/rusage_run" "$WORK/usage" "$APPS/threads" >/dev/null
)

judge "${wanted[@]}" <<'EOF'
from judge import *
MIB = 1024
for at in range(1, len(sys.argv), 4):
    alive, threads, refused = map(int, sys.argv[at + 1:at + 4])
    directory = f"D-{alive}"
    check_files(directory)
    profile = Profile(directory)
    seen = profile.ranks["threads"].sum()
    must(seen == threads + 1, f"{directory}: {seen} threads, not {threads} and the first")
    got = profile.ranks["refused_threads"].sum()
    must(got == refused, f"{directory}: {got} threads refused, expected {refused}")
    with open(f"plain.{alive}") as plain, open(f"profiled.{alive}") as profiled:
        more = int(profiled.read()) - int(plain.read())
    must(more < 8 * MIB + alive * 64, f"{alive} threads alive: {more} KiB more than without rankprof")

check_files("F")
profile = Profile("F")
must(profile.ranks["refused_threads"].sum() == 57, "57 of 65 threads have no room")
kernel = values_of("usage")["cpu_ns"]
near("CPU time in the profile over the kernel's", profile.total() / kernel, 1, 0.02 + 3e6 / kernel)
EOF

[ -z "${few:-}" ] || skip "this user may not have 5,000 threads; the rest passed"
