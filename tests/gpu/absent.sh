#!/bin/bash
# absent.sh: programs with CUDA where there is no GPU to be had, and programs without CUDA: they run as
# without us; the report says why nothing is told of GPUs, and the module is only where it belongs.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
# shellcheck source=tests/gpu/lib.sh
. "$RANKPROF_SOURCE/tests/gpu/lib.sh"
[ ! -e /dev/nvidiactl ] || skip "this machine has a driver for GPUs"

# No driver: same output, same status, one word in the report.
"$RANKPROF_GPU_APPS/gpu_built" 4 >plain || expect "status alone" $? 4
status_of rankprof run -q -o D "$RANKPROF_GPU_APPS/gpu_built" 4 >profiled
expect "status" "$STATUS" 4
same "the output without a driver" plain profiled
grep -q "no driver: computing on the host" profiled || fail "the program found a driver"
settle D
rankprof report D --view quality >text 2>/dev/null
grep -q "GPU: no driver" text || fail "the report does not say 'GPU: no driver': $(cat text)"

# A driver without a GPU: the module is loaded, and there is nothing to trace.
fresh
RANKPROF_DOUBLE_GPUS=0 with_model profile D "$GPU_WORK" late 3 >out
grep -q "no GPU" out || fail "the program found a GPU"

# Without CUDA nobody loads the module, whether there is a driver or not.
fresh
with_model profile D cat /proc/self/maps >maps
grep -q librankprof-agent maps || fail "the agent is not there"
! grep -q librankprof-gpu maps || fail "the module for GPUs was loaded into a program without CUDA"
with_model rankprof report D --view quality 2>/dev/null >text
! grep -q "GPU" text || fail "a report without GPUs speaks of them: $(grep GPU text)"

# --no-gpu: the driver is told nothing.
fresh
with_model profile D --no-gpu env >out
! grep -q '^CUDA_INJECTION64_PATH' out || fail "a module is injected: $(grep CUDA out)"

# Another tool is injected: it stays, and is named, once a sample has shown that the driver is there.
fresh
CUDA_INJECTION64_PATH=$MODEL/libother_tool.so with_model profile D "$GPU_WORK" threads 1 200000 1 >out
expect "output of both" "$(cat out)" "$(printf 'other tool is here\ndone')"
judge D <<'EOF'
from gpu_truth import *
state, reason = RankGpus("D/rank-000000.h5").state()
must(state == 4 and reason.endswith("libother_tool.so"), f"state {state}: {reason}")
EOF
