#!/bin/bash
# clock-step.sh: a clock of the wall that is set forward and back by an hour all the time changes nothing but the time
# of day at which a run began, in the program and in its collector.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# Preloaded into rankprof itself, which the second variable makes believe that it was executed anew without it.
clock=$RANKPROF_DOUBLES/libdouble_clock.so
stepping() {
    env LD_PRELOAD="$clock" RANKPROF_KEPT_PRELOAD="$clock" CLOCK_STEP_NS=3600000000000 "$@"
}
expect "how often the clock of this test goes back or jumps" \
    "$(stepping "${RANKPROF_PYTHON:-python3}" -c '
import time
seen = set()
for i in range(200):
    seen.add(round((time.clock_gettime(time.CLOCK_REALTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)) / 3600))
    time.sleep(0.005)
print(len(seen))')" 2

began=$(date +%s%N)
start_steps stepping rankprof run -q -o D -F 250 --slice 0.1 "$APPS/steady" 40
read_steps 40
end_steps "the clock stepped" 40
settle D
judge D "${line#* }" $(($(date +%s%N) - began)) <<'EOF2'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
near("CPU time in the profile over the program's own", profile.total() / int(arg(2)), 1, 0.03)
with h5py.File(arg(1) + "/rank-000000.h5") as file:
    starts, ends = (file["slices/" + name][()].astype(int) for name in ("start_ns", "end_ns"))
    whole = ends > 0
    starts, ends = starts[whole], ends[whole]
    must(len(ends) > 3, f"{len(ends)} slices")
    must((ends > starts).all() and (starts[1:] == ends[:-1]).all(), "slices do not follow each other")
    must(ends[-1] < int(arg(3)), f"the slices are longer than the run: {ends[-1]} ns")
EOF2
