#!/bin/bash
# killed-collector.sh: the program goes on without its collector, and what was written stays readable.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

start_steps rankprof run -q -o D -F 250 --slice 0.1 "$APPS/steady" 60 "$WORK/go"
read_steps 30
# Half-way the program waits; the collector writes what it has by then.
holds_most() {
    judge "$1" <<'EOF'
from judge import *
with h5py.File("D/rank-000000.h5.part", "r", swmr=True) as file:
    must(file["values/delta"][()].sum() > 0.9 * int(arg(1)), "not yet")
EOF
}
known=${line#* }
wait_for 20 holds_most "$known"
collector=$(collectors_of D)
expect "number of collectors" "$(wc -w <<<"$collector")" 1
kill -KILL "$collector"
touch go
read_steps 30
end_steps "without its collector" 60
[ ! -s messages ] || fail "something was said in the program: $(cat messages)"

expect "files" "$(cd D && compgen -G 'rank-*')" rank-000000.h5.part
rankprof check-file D/rank-000000.h5.part >said 2>&1 || fail "check-file: $(cat said)"
status_of rankprof merge D >said 2>&1
expect "exit status of merge" "$STATUS" 4
grep -qi partial said || fail "merge does not say that the file is partial: $(cat said)"
judge D "$known" <<'EOF'
from judge import *
profile, known = Profile(arg(1)), int(arg(2))
must(profile.total() > 0.9 * known, f"{profile.total() / known:.3f} of the CPU time before the kill is there")
must(list(profile.ranks["state"]) == [2], "the merged file does not call it partial")
EOF
