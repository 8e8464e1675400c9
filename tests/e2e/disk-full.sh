#!/bin/bash
# disk-full.sh: a full disk harms neither the program nor what was written before.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

mkdir small
[ "$(id -u)" = 0 ] || skip "only root can mount a small file system"
mount -t tmpfs -o size=32m tmpfs small 2>/dev/null || skip "a file system cannot be mounted here"
MOUNTED+=("$WORK/small")

mkfifo lines
rankprof run -o small/D -F 250 --slice 0.1 "$APPS/steady" 60 "$WORK/go" >lines 2>messages &
pid=$!
STARTED+=("$pid")
exec 8<lines
for _ in {1..30}; do
    read -r line <&8
done
holds_most() {
    judge "$1" <<'EOF'
from judge import *
with h5py.File("small/D/rank-000000.h5.part", "r", swmr=True) as file:
    must(file["values/delta"][()].sum() > 0.9 * int(arg(1)), "not yet")
EOF
}
wait_for 20 holds_most "${line#* }"
dd if=/dev/zero of=small/ballast bs=4k 2>/dev/null || true
touch go
for _ in {1..30}; do
    read -r last <&8
done
exec 8<&-
status_of wait "$pid"
expect "exit status of the program" "$STATUS" 0
expect "steps of the program" "${last% *}" 60
no_collector() {
    [ -z "$(collectors_of small/D)" ]
}
wait_for 30 no_collector
# When it begins, and when the file cannot be completed; not at every slice.
said=$(grep -ci 'no space left' messages || true)
[ "$said" = 1 ] || [ "$said" = 2 ] || fail "$said sentences about it: $(cat messages)"

rm small/ballast
status_of rankprof report small/D --json >found 2>said
[ "$STATUS" = 0 ] || [ "$STATUS" = 4 ] || fail "report ended with $STATUS: $(cat said)"
judge found "${line#* }" <<'EOF'
from judge import *
with open(arg(1), encoding="utf-8") as file:
    row = hotspot(json.load(file), "step")
must(row["self"] > 0, "nothing is left of what was written")
EOF
