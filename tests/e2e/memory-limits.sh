#!/bin/bash
# memory-limits.sh: a program that limits its addresses or locks its memory finds as much of it as without rankprof.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/memory_limits" >plain
profile D "$APPS/memory_limits" >profiled
same "what the program printed" plain profiled
grep -q 'given' plain || fail "the program could not have its memory: $(cat plain)"

judge D <<'EOF'
from judge import *
must(Profile(arg(1)).samples() > 10, "the program was not sampled")
EOF

! grep -q 'not tried' plain || skip "this user may not lock 64 MiB (ulimit -l); the rest passed"
