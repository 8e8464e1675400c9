#!/bin/bash
# faults.sh: whatever CUPTI refuses, drops or spoils, the program runs as without us, and what is
# missing is counted and named.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
# shellcheck source=tests/gpu/lib.sh
. "$RANKPROF_SOURCE/tests/gpu/lib.sh"

# run_with FLAGS [OPTION...]: 4 threads launch 500 kernels each under a CUPTI with these flags.
run_with() {
    local flags=$1
    shift
    fresh
    RANKPROF_DOUBLE_CUPTI=$flags with_model profile D "$@" "$GPU_WORK" threads 4 500 2 >out
    expect "output with $flags" "$(cat out)" "done"
}

# judge_it: Python on stdin, in which truth, profile, rank, lost and sums are at hand.
judge_it() {
    { cat <<'EOF'; cat; } | judge D
from gpu_truth import *
truth, profile, rank = Truth("ledger"), GpuProfile(sys.argv[1]), RankGpus("D/rank-000000.h5")
lost = {number: row[0] for number, row in rank.times(False).items()}
sums = profile.operations()
kernels = sum(row[0] for name, row in sums.items() if name.startswith("work"))
EOF
}

# Refused: nothing is traced, the reason is told, and no other tool is disturbed.
run_with subscribe=39
judge_it <<'EOF'
must(rank.state() == (4, "CUPTI for another tool"), f"state {rank.state()}")
must(not sums, f"operations {sums}, and another tool traces")
EOF
run_with subscribe=999
judge_it <<'EOF'
must(rank.state() == (3, "cannot subscribe: CUPTI_ERROR_UNKNOWN (999)"), f"state {rank.state()}")
EOF
run_with enable_10=35
judge_it <<'EOF'
wanted = "cannot have kernels recorded: CUPTI_ERROR_INSUFFICIENT_PRIVILEGES (35)"
must(rank.state() == (3, wanted), f"state {rank.state()}")
EOF
run_with enable_callback=999
judge_it <<'EOF'
must(rank.state() == (3, "cannot be told of launches: CUPTI_ERROR_UNKNOWN (999)"), f"state {rank.state()}")
EOF
run_with no_complete=1
judge_it <<'EOF'
must(rank.state()[0] == 4 and "took all records" in rank.state()[1], f"state {rank.state()}")
must(lost[LAUNCHES] == 2000 and RECORDS not in lost, f"launches and records: {lost}")
EOF

# Optional: without records of overheads or peer copies everything else is there.
run_with enable_17=27,enable_22=27
judge_it <<'EOF'
check_sums(profile, truth)
EOF

# Versions of CUPTI, whose records differ in length.
for version in 18 24 130001 130300; do
    RANKPROF_DOUBLE_DRIVER=13030 run_with "version=$version,overhead=100"
    judge_it <<'EOF'
check_sums(profile, truth)
check_nothing_lost(rank.times(False))
must(rank.times(False)[COST_CUPTI][0] > 0, "overheads of CUPTI are not counted")
EOF
done
RANKPROF_DOUBLE_DRIVER=12040 run_with version=130001
judge_it <<'EOF'
must(rank.state()[0] in (2, 3), f"a CUPTI newer than the driver gives the state {rank.state()}")
EOF

# Lost or spoilt records are counted, and the rest is as it was.
run_with drop_every=10
judge_it <<'EOF'
must(lost[DROPPED] == 200 and kernels == 1800, f"{lost[DROPPED]} dropped, {kernels} kernels")
EOF
run_with untimed_after=1500
judge_it <<'EOF'
must(lost[UNTIMED] == 500 and kernels == 2000, f"{lost[UNTIMED]} untimed, {kernels} kernels")
EOF
run_with reorder=1
judge_it <<'EOF'
check_sums(profile, truth)
check_use(rank.times(), truth)
EOF
run_with bad_kind_at=100
judge_it <<'EOF'
must(lost[UNKNOWN] == 1 and 0 < kernels < 2000, f"{lost[UNKNOWN]} unreadable, {kernels} kernels")
EOF
run_with null_name=1
judge_it <<'EOF'
must(sums["[kernel without a name]"][0] == 2000, f"operations {sums}")
EOF
run_with lost_ids=10
judge_it <<'EOF'
must(lost[UNATTRIBUTED] == 200 and kernels == 2000, f"{lost}, {kernels} kernels")
check_sums(profile, truth)
EOF

# Correlation ids run over.
RANKPROF_DOUBLE_FIRST_ID=0xfffffc00 run_with version=130001
judge_it <<'EOF'
check_sums(profile, truth)
check_nothing_lost(rank.times(False))
for site in range(4):
    must(profile.launched_from(f"work_{site}", f"site_{site}") == (500, 500), f"work_{site} is elsewhere")
EOF

# A flush that hangs is left alone after some seconds.
SECONDS=0
run_with flush_hang=60
[ "$SECONDS" -lt 40 ] || fail "the program waited for $SECONDS s"
