#!/bin/bash
# nvtx.sh: ranges that a program names through NVTX are regions, with a number at the end passes of one;
# another tool that takes them keeps them.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
# shellcheck source=tests/gpu/lib.sh
. "$RANKPROF_SOURCE/tests/gpu/lib.sh"

for app in nvtx_work nvtx_real; do
    [ -x "$RANKPROF_GPU_APPS/$app" ] || continue
    rm -rf D
    profile D "$RANKPROF_GPU_APPS/$app" >out
    expect "output of $app" "$(cat out)" "done"
    judge D <<'EOF'
from judge import *
from judge_regions import *
profile = Profile("D")
wanted = {"solve": (1, 0), "solve > step": (0, 5), "solve > step > NCCL: ncclAllReduce": (5, 0), "wide": (1, 0)}
got = {path: counted(profile, path) for path in wanted}
must(got == wanted, f"visits and passes are {got}")
EOF
done

rm -rf D
NVTX_INJECTION64_PATH=/nowhere/other.so profile D "$RANKPROF_GPU_APPS/nvtx_work" >out
expect "output with another tool" "$(cat out)" "done"
judge D <<'EOF'
from judge import *
from judge_regions import *
must("region_time" not in Profile("D").metric_names, "ranges were taken from the other tool")
EOF
