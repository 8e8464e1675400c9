#!/bin/bash
# killed-collector.sh [TIMES]: a collector killed at a random moment leaves a file that opens and holds every whole
# slice, and a program that runs on as if nothing had been.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
times=${1:-3}
slices=0

"$APPS/steady" 6 | cut -d' ' -f1 >plain
# Of a file that is written, or was; of one that has no tables yet, 0. They follow each other.
whole_slices() {
    judge "$1" <<'EOF'
from judge import *
try:
    file = h5py.File(arg(1), "r", libver="latest", swmr=arg(1).endswith(".part"))
except OSError as error:
    # The tables are made in the first milliseconds, and only then is it open to readers.
    must(not os.path.exists(arg(1)) or os.path.getsize(arg(1)) < 1 << 16, f"it does not open: {error}")
    print(0)
    sys.exit()
with file:
    ends = file["slices/end_ns"][()]
    whole = ends[ends > 0]
    must(all(int(a) < int(b) for a, b in zip(whole, whole[1:])), "slices are not in order")
print(len(whole))
EOF
}
# The one of that command line that has not become the program; quick, as the moment is to be random.
collector_of() {
    pgrep -f -- "run -q -o $1 " | grep -vx "$pid"
}
# For a moment there are several: it is made by two forks.
has_started() {
    [ "$(collector_of "$1" | wc -l)" = 1 ]
}
has_slice() {
    [ "$(whole_slices "$1/rank-000000.h5.part")" -gt 0 ]
}
for ((i = 1; i <= times; i++)); do
    rm -f go
    # The program pauses half-way, until its collector is dead.
    rankprof run -q -o "D$i" -F 1000 --slice 0.1 "$APPS/steady" 6 go >lines 2>messages &
    pid=$!
    STARTED+=("$pid")
    wait_for 20 has_started "D$i"
    collector=$(collector_of "D$i")
    [ "$i" != 1 ] || wait_for 60 has_slice "D$i" # one at least has something to lose
    sleep "$(judge <<<'import random; print(random.uniform(0, 1.2))')"
    seen=$(whole_slices "D$i/rank-000000.h5.part")
    kill -KILL "$collector"
    touch go
    status_of wait "$pid"
    expect "run $i: exit status of the program" "$STATUS" 0
    cut -d' ' -f1 lines | diff plain - >said || fail "run $i: the program's output differs: $(cat said)"
    [ ! -s messages ] || fail "run $i: something was said: $(cat messages)"
    file=$(compgen -G "D$i/rank-000000.h5*")
    # Until it has its tables a file is empty, which is no slice either.
    [ -s "$file" ] || continue
    whole=$(whole_slices "$file")
    # What a reader saw before is there after.
    [ "$whole" -ge "$seen" ] || fail "run $i: $whole whole slices, of $seen that were seen before"
    slices=$((slices + whole))
    if [ "$whole" -gt 0 ]; then
        rankprof check-file "$file" >said 2>&1 || fail "run $i: check-file: $(cat said)"
        status_of rankprof report "$file" >said 2>&1
        [ "$STATUS" = 4 ] || [ "$STATUS" = 0 ] || fail "run $i: report ended with $STATUS: $(cat said)"
    fi
    rm -r "D$i"
done
echo "$times of $times runs: the program is unharmed, the file opens ($slices whole slices)"
