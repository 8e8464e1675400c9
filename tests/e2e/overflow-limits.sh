#!/bin/bash
# overflow-limits.sh: no limit on locked memory, signals or files harms a program that is sampled on overflow, and what is missing is counted.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

events=(--budget 50 -e task-clock@1M)
"$APPS/threads" 5 >plain

# run LIMIT VALUE DIR [OPTION...]
limited() {
    local limit=$1 value=$2 directory=$3
    shift 3
    (ulimit -S "$limit" "$value" && profile "$directory" "$@" -- "${without[@]}" "$APPS/threads" 5 >"$directory.out")
    same "what the program printed under ulimit $limit $value" plain "$directory.out"
}
without=()
# Root may lock memory beyond every limit, unless it gives that up.
if [ "$(id -u)" = 0 ] && setpriv --bounding-set=-ipc_lock true; then
    without=(setpriv --bounding-set=-ipc_lock)
fi
limited -l 0 memory "${events[@]}"
without=()
limited -i 2 queue "${events[@]}" --sampling-source perf-queue -F 5000
limited -n 60 files "${events[@]}" --sampling-source perf-queue -F 5000

# A mask of everything leaves SIGTRAP out of use, and the queue full: SIGIO takes its place.
"$APPS/block_all" >plain
(ulimit -S -i 1 && profile io "${events[@]}" --sampling-source perf-queue -F 5000 "$APPS/block_all" >io.out)
same "what a program that blocks everything printed" plain io.out

judge memory queue files io <<'EOT'
from judge import *
row = Profile("memory").metric("task-clock@1M")
if Profile("memory").metrics["refused_ranks"][row] > 0:
    print("skipped: no software events here")
    sys.exit(0)
for name in sys.argv[1:]:
    check_files(name)
for name in "memory", "queue", "io":
    profile = Profile(name)
    must(profile.ranks["refused_events"].sum() == 0, f"{name}: threads have no counter")
    near(f"{name}: task clock over CPU time", profile.total("task-clock@1M") / profile.total(), 1, 0.15)
    seen = profile.total("task-clock@1M") - profile.exclusive("[not sampled]", "task-clock@1M")
    must(seen > 0.5 * profile.total("task-clock@1M"), f"{name}: only {seen:.0f} ns of the clock were sampled")
# 15 of the 60 may be ours, for 65 threads.
profile = Profile("files")
must(profile.ranks["refused_events"].sum() > 20, "threads that got no counter are not counted")
must(profile.ranks["refused_threads"].sum() == 0, "the clock of a thread needs no file")
must(profile.total("cpu_time") > 0 and profile.share("work_even") > 0.3, "time was not sampled")
EOT
