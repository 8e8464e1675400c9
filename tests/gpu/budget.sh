#!/bin/bash
# budget.sh: where tracing costs more than the budget, call paths are left out, then everything: the program
# runs on at its own speed, and the profile says so.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
# shellcheck source=tests/gpu/lib.sh
. "$RANKPROF_SOURCE/tests/gpu/lib.sh"

# Each record takes 50 us, which the model's CUPTI tells as its overhead.
fresh
RANKPROF_DOUBLE_CUPTI=slow=50000 with_model profile D --slice 0.5 "$GPU_WORK" threads 1 400000 1 >out
expect "output" "$(cat out)" "done"
judge D <<'EOF'
from gpu_truth import *
rank, profile = RankGpus("D/rank-000000.h5"), GpuProfile(sys.argv[1])
must(list(rank.gpu_states["level"]) == [0, 1, 2], f"levels {rank.gpu_states['level']}")
launches = rank.times(False)[LAUNCHES][0]
must(0 < launches < 400000, f"{launches} of 400,000 launches were traced, and that was too much")
below, all_of_them = profile.launched_from("work_0", "site_0")
must(0 < below < all_of_them, f"{below} of {all_of_them} have a call path: some have, and the later ones not")
EOF
rankprof report D --view gpu >text 2>/dev/null
grep -q "to keep the budget" text || fail "the report does not say what the budget cost: $(tail -3 text)"
