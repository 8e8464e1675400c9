#!/bin/bash
# launches.sh: 8 threads launch 50,000 kernels each on 4 streams: count and time are exactly those of the
# ledger, each kernel stands below the site that launched it, and busy time is the union of all.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
# shellcheck source=tests/gpu/lib.sh
. "$RANKPROF_SOURCE/tests/gpu/lib.sh"

profile_gpu --gpu-trace 0 "$GPU_WORK" threads 8 50000 4 >out
expect "output" "$(cat out)" "done"
judge D <<'EOF'
from gpu_truth import *
truth, profile, rank = Truth("ledger"), GpuProfile(sys.argv[1]), RankGpus("D/rank-000000.h5")
must(len(truth.rows) == 400000, f"the ledger has {len(truth.rows)} rows")
check_sums(profile, truth)
for site in range(8):
    below, all_of_them = profile.launched_from(f"work_{site}", f"site_{site}")
    must(below == all_of_them == 50000, f"work_{site}: {below} of {all_of_them} below site_{site}")
check_nothing_lost(rank.times(False))
must(rank.times(False)[LAUNCHES][0] == rank.times(False)[RECORDS][0] == 400000, "launches are not records")
check_use(rank.times(), truth)
check_report("D", truth)
check_files("D")
EOF
