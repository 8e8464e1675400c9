#!/bin/bash
# storm.sh: a program that loads, unloads, throws, forks and jumps at once ends as it does alone, sampled at 2 kHz.
# usage: storm.sh [RUNS [ROUNDS]]
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

[ -x "$APPS/storm" ] || skip "built without C++"
runs=${1:-4} rounds=${2:-60}
"$APPS/storm" "$APPS/libplugin_lib.so" "$rounds" >plain
for ((run = 1; run <= runs; run++)); do
    clock=cpu
    [ $((run % 2)) = 0 ] || clock=wall
    status_of timeout -s ABRT 120 rankprof run -q -o "D$run" --clock $clock -F 2000 "$APPS/storm" "$APPS/libplugin_lib.so" "$rounds" >profiled
    expect "status of run $run of $runs, by $clock time" "$STATUS" 0
    same "what run $run of $runs printed" plain profiled
done
settle "D$runs"
judge "D$runs" <<'EOF2'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
samples, partial = profile.samples(), profile.ranks["partial"].sum()
must(samples > 100, f"only {samples} samples")
must(partial <= 0.005 * samples, f"{partial} of {samples} stacks are partial")
print(f"{samples} samples in the last run, {partial} partial")
EOF2
