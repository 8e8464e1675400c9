#!/bin/bash
# long-samples.sh: a stack that takes longer to follow than the period lasts does not stop the program.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/recursion" 8000 300 >plain
status_of timeout 60 rankprof run -q -o D --clock wall -F 10000 "$APPS/recursion" 8000 300 >profiled
expect "exit status" "$STATUS" 0
same "what the program printed" plain profiled
settle D

judge D <<'EOF'
from judge import *
profile = Profile(arg(1))
total = profile.total("wall_time")
share = profile.exclusive("descend", "wall_time") / total
must(share > 0.9, f"descend() has {share:.3f} of the time")
spent = profile.ranks["handler_ns"].sum() / total
must(spent < 0.5, f"samples take {spent:.3f} of the time")
EOF
