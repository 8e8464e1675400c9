#!/bin/bash
# killed-collector.sh [TIMES]: a collector killed at a random moment leaves a file that opens and holds every whole
# slice, and a program that runs on as if nothing had been.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
times=${1:-3}
slices=0

"$APPS/steady" 12 | cut -d' ' -f1 >plain
started() {
    [ -n "$(collectors_of "$1")" ]
}
for ((i = 1; i <= times; i++)); do
    rankprof run -q -o "D$i" -F 1000 --slice 0.1 "$APPS/steady" 12 >lines 2>messages &
    pid=$!
    STARTED+=("$pid")
    wait_for 20 started "D$i"
    sleep "$(judge <<<'import random; print(random.uniform(0, 1.2))')"
    before_ns=$(date +%s%N)
    collector=$(collectors_of "D$i")
    [ -z "$collector" ] || kill -KILL "$collector" 2>/dev/null || true
    status_of wait "$pid"
    expect "run $i: exit status of the program" "$STATUS" 0
    cut -d' ' -f1 lines | diff plain - >said || fail "run $i: the program's output differs: $(cat said)"
    [ ! -s messages ] || fail "run $i: something was said: $(cat messages)"
    file=$(compgen -G "D$i/rank-000000.h5*")
    # Until it has its tables a file is empty, which is no slice either.
    [ -s "$file" ] || continue
    judge "$file" "$before_ns" >said <<'EOF' || fail "run $i: $(cat said)"
from judge import *
path, killed_ns = arg(1), int(arg(2))
try:
    file = h5py.File(path, "r", libver="latest", swmr=path.endswith(".part"))
except OSError as error:
    # Its tables are made in the first milliseconds: before the switch to SWMR it is no profile yet.
    must(os.path.getsize(path) < 1 << 16, f"the file does not open: {error}")
    print(0)
    sys.exit()
with file:
    start = int(file.attrs["start_realtime_ns"]) if "start_realtime_ns" in file.attrs else None
    ends = file["slices/end_ns"][()]
    whole = ends[ends > 0]
    # A slice lasts 0.1 s, its writing some milliseconds; loaded machines are late.
    if start is not None and len(whole):
        must(start + int(whole[-1]) > killed_ns - 2_000_000_000, "slices are missing at the end")
    must(all(int(a) < int(b) for a, b in zip(whole, whole[1:])), "slices are not in order")
print(len(whole))
EOF
    read -r whole <said
    slices=$((slices + whole))
    if [ "$whole" -gt 0 ]; then
        rankprof check-file "$file" >said 2>&1 || fail "run $i: check-file: $(cat said)"
        status_of rankprof report "$file" >said 2>&1
        [ "$STATUS" = 4 ] || [ "$STATUS" = 0 ] || fail "run $i: report ended with $STATUS: $(cat said)"
    fi
    rm -r "D$i"
done
[ "$slices" -gt 0 ] || fail "no run wrote a slice"
echo "$times of $times runs: the program is unharmed, the file opens ($slices whole slices)"
