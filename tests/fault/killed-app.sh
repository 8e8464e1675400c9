#!/bin/bash
# killed-app.sh [TIMES]: a program killed at a random moment loses not one sample that was taken before.
# The agent's own count in the segment, read when the program is dead, is compared with the file. The
# collector is stopped meanwhile, only so that it keeps the segment until it has been read.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
times=${1:-3}
segments=0 total=0

segments_of() {
    local file
    for file in "/proc/$1/fd"/*; do
        [[ $(readlink "$file") == /memfd:rankprof* ]] && echo "$file"
    done
    return 0
}
collector_of() {
    pgrep -f -- "run -q -o $1 " | grep -vx "$pid"
}
# For a moment there are several: it is made by two forks.
has_started() {
    [ "$(collector_of "$1" | wc -l)" = 1 ]
}
has_attached() {
    [ -n "$(segments_of "$(collector_of "$1")")" ]
}

for ((i = 1; i <= times; i++)); do
    rankprof run -q -o "D$i" -F 1000 --budget 50 --slice 0.3 "$APPS/steady" 100000 >/dev/null 2>&1 &
    pid=$!
    STARTED+=("$pid")
    wait_for 20 has_started "D$i"
    [ "$i" != 1 ] || wait_for 60 has_attached "D$i" # one at least has something to lose
    sleep "$(judge <<<'import random; print(random.uniform(0, 1.5))')"
    collector=$(collector_of "D$i")
    kill -STOP "$collector"
    kill -KILL "$pid"
    status_of wait "$pid" 2>/dev/null
    expect "exit status" "$STATUS" 137
    mapfile -t held < <(segments_of "$collector")
    counted=$("$TOOLS/segment_samples" "${held[@]}")
    kill -CONT "$collector"
    settle "D$i"
    judge "D$i" "$counted" "${#held[@]}" >said <<'EOF' || fail "run $i: $(cat said)"
from judge import *
check_files(arg(1))
with h5py.File(arg(1) + "/rank-000000.h5") as file:
    found = int(file["slices/samples"][()].sum())
# A segment that had not been accepted yet is read after the kill, and cannot be compared.
must(found == int(arg(2)) or arg(3) == "0", f"{found} samples in the file, {arg(2)} taken")
EOF
    segments=$((segments + (${#held[@]} > 0)))
    total=$((total + counted))
    rm -r "D$i"
done
echo "$times of $times runs: every sample is in the file ($total samples; $segments had attached)"
