#!/bin/bash
# noise.sh [TIMES]: a program that writes noise over the memory it shares with the collector ends as it would
# alone, and what comes of it is a valid file, in which what cannot be true is left out and counted.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
times=${1:-2}

status_of "$APPS/noise" >plain
wanted=$STATUS
damaged=0
for ((seed = 1; seed <= times; seed++)); do
    for percent in 1 10 100; do
        directory=D-$seed-$percent
        status_of rankprof run -q -o "$directory" -F 1000 --slice 0.1 "$APPS/noise" $seed $percent >noisy 2>messages
        expect "$directory: exit status" "$STATUS" "$wanted"
        same "what the program printed" plain noisy
        settle "$directory"
        rankprof check-file "$directory"/rank-*.h5 >said || fail "$directory: $(cat said)"
        # A program of some seconds, sampled a thousand times in each.
        judge "$directory" <<'EOF' || fail "$directory: counts that cannot have come about"
from judge import *
with h5py.File(arg(1) + "/rank-000000.h5") as file:
    for column, most in (("samples", 10**6), ("overruns", 10**6), ("refused_contexts", 10**6), ("handler_ns", 10**11)):
        must(int(file["slices/" + column][()].sum()) < most, f"{column}: {file['slices/' + column][()]}")
    largest = max(map(int, file["values/delta"][()]), default=0)
    must(largest < 10**15, f"a value of {largest}")
EOF
        status_of rankprof report "$directory" --json >found 2>messages
        # Noise over all of it, before a slice was read, leaves nothing to report.
        if [ "$STATUS" = 3 ] && grep -q 'no sample of this job is left: ' messages; then
            damaged=$((damaged + 1))
            continue
        fi
        [ "$STATUS" = 0 ] || fail "$directory: the report ended with $STATUS: $(cat messages)"
        damaged=$((damaged + $(judge found <<'EOF'
from judge import *
with open(arg(1), encoding="utf-8") as file:
    print(json.load(file)["quality"]["damaged"])
EOF
        )))
    done
done
[ "$damaged" -gt 0 ] || fail "nothing was found damaged"
