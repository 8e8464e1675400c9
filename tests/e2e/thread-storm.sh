#!/bin/bash
# thread-storm.sh: 1,000 short threads cost no time, no threads and no samples.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/thread_storm" >plain
profile D -F 250 "$APPS/rusage_run" "$WORK/usage" "$APPS/thread_storm" >profiled
same "what the program printed" plain profiled

judge D <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
must(profile.ranks["threads"].sum() == 1002, f"{profile.ranks['threads'].sum()} threads seen, not 1002")
must(profile.ranks["refused_threads"].sum() == 0, "threads were refused")
near("CPU time in the profile over the kernel's", profile.total() / values_of("usage")["cpu_ns"], 1, 0.02)
EOF
