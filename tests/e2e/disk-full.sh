#!/bin/bash
# disk-full.sh: a full disk harms neither the program nor what was written before.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

mkdir small
[ "$(id -u)" = 0 ] || skip "only root can mount a small file system"
mount -t tmpfs -o size=32m tmpfs small 2>/dev/null || skip "a file system cannot be mounted here"
MOUNTED+=("$WORK/small")

start_steps rankprof run -o small/D -F 250 --slice 0.1 "$APPS/steady" 60 "$WORK/go"
read_steps 30
holds_most() {
    judge "$1" <<'EOF'
from judge import *
with h5py.File("small/D/rank-000000.h5.part", "r", swmr=True) as file:
    must(file["values/delta"][()].sum() > 0.9 * int(arg(1)), "not yet")
EOF
}
known=${line#* }
wait_for 20 holds_most "$known"
dd if=/dev/zero of=small/ballast bs=4k 2>/dev/null || true
touch go
read_steps 30
end_steps "on a full disk" 60
wait_for 30 no_collector small/D
# When it begins, and when the file cannot be completed; not at every slice.
said=$(grep -ci 'no space left' messages || true)
[ "$said" = 1 ] || [ "$said" = 2 ] || fail "$said sentences about it: $(cat messages)"

rm small/ballast
status_of rankprof report small/D --json >found 2>said
[ "$STATUS" = 0 ] || [ "$STATUS" = 4 ] || fail "report ended with $STATUS: $(cat said)"
judge found "$known" <<'EOF'
from judge import *
with open(arg(1), encoding="utf-8") as file:
    row = hotspot(json.load(file), "step")
must(row["self"] > 0, "nothing is left of what was written")
EOF
