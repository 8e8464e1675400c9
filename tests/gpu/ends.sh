#!/bin/bash
# ends.sh: however a program with GPUs ends, its exit status is its own, and what CUPTI had handed over
# by then is in the profile.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
# shellcheck source=tests/gpu/lib.sh
. "$RANKPROF_SOURCE/tests/gpu/lib.sh"

# ends_with STATUS MODE [NUMBER]: a fresh run of gpu_work ends with that status.
ends_with() {
    local wanted=$1
    shift
    fresh
    with_model status_of rankprof run -q -o D "$GPU_WORK" "$@" >out 2>err
    expect "status of $*" "$STATUS" "$wanted"
    settle D
}

# counted: the totals of D as a dictionary `lost`, and sums of operations, for Python on stdin.
counted() {
    { cat <<'EOF'; cat; } | judge D
from gpu_truth import *
profile, rank = GpuProfile(sys.argv[1]), RankGpus("D/rank-000000.h5")
lost = {number: row[0] for number, row in rank.times(False).items()}
spin = profile.operations().get("spin", [0, 0, 0])
EOF
}

ends_with 5 exit 5
counted <<'EOF'
must(lost[LAUNCHES] == lost[RECORDS] == spin[0] == 1000, f"{lost}, {spin} of 1000")
EOF

# A kernel of a minute still runs at the end: it has no time yet.
SECONDS=0
ends_with 6 exit-busy 6
[ "$SECONDS" -lt 30 ] || fail "the end took $SECONDS s"
counted <<'EOF'
must(lost[LAUNCHES] == lost[RECORDS] == spin[0] == 1001 and lost[UNTIMED] == 1, f"{lost}, {spin}")
EOF

# These ends leave CUPTI no time: what is missing is known by count.
for end in "7 quick-exit 7" "134 abort"; do
    # shellcheck disable=SC2086
    ends_with $end
    counted <<'EOF'
must(lost[LAUNCHES] == 1000 and lost.get(RECORDS, 0) == spin[0] <= 1000, f"{lost}, {spin}")
EOF
done

# A forked child has no part in it, and the parent goes on; two programs in one process are two.
ends_with 8 fork 8
counted <<'EOF'
must(lost[LAUNCHES] == lost[RECORDS] == spin[0] == 2000, f"{lost}, {spin} of 2000")
EOF
ends_with 9 exec 9
counted <<'EOF'
must(lost[LAUNCHES] == 2000 and 1000 <= spin[0] <= 2000, f"{lost}, {spin}: the second 1000 at least")
EOF
ends_with 0 contexts 10
judge D <<'EOF'
from gpu_truth import *
must(GpuProfile(sys.argv[1]).operations()["null"][0] == 10, "one kernel in each of 10 contexts")
EOF

# Killed once its records are there: nothing of them is lost.
fresh
records_are_there() {
    judge <<'EOF'
from gpu_truth import *
import glob
rank = RankGpus(glob.glob("D/rank-*")[0])
sys.exit(0 if rank.times(False).get(RECORDS, [0])[0] == 1000 else 1)
EOF
}
mkdir ledger
LD_LIBRARY_PATH=$MODEL rankprof run -q --slice 0.2 -o D "$GPU_WORK" wait >out &
application=$!
STARTED+=("$application")
wait_for 60 records_are_there
kill -KILL "$application"
settle D
counted <<'EOF'
must(lost[LAUNCHES] == lost[RECORDS] == spin[0] == 1000, f"{lost}, {spin} of 1000")
EOF
