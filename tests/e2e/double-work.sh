#!/bin/bash
# double-work.sh: the rank that does twice the work of the others is named, with its excess.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

for slow in 2 0; do
    profile_mpi 4 "D$slow" -F 250 "$APPS/imbalance" "$slow" >/dev/null
    judge "D$slow" "$slow" <<'EOF'
from judge import *
slow = int(arg(2))
check_files(arg(1))
profile = Profile(arg(1))
work = [profile.exclusive("compute", rank=rank) for rank in range(4)]
samples = [profile.exclusive("compute", "samples", rank) for rank in range(4)]
must(min(samples) >= 30, f"samples a rank: {samples}")
# The work is counted in loop turns: its CPU time varies with the machine by some per cent.
others = sum(work) - work[slow]
near("work of the slow rank over the mean of the others", work[slow] / (others / 3), 2, 0.35)

row = hotspot(report(arg(1)), "compute")
must(row["worst_rank"] == slow, f"worst rank is {row['worst_rank']}, not {slow}")
near("max over mean", row["max_over_mean"], max(work) / (sum(work) / 4), 0.01)
near("max over mean", row["max_over_mean"], 1.6, 0.2)
EOF
done
