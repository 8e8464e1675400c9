#!/bin/bash
# cpu-time.sh: the CPU time in the profile is what the kernel accounted to the program, within 2 %.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

for app in split threads fork_tree faults; do
    profile "D-$app" "$APPS/rusage_run" "$WORK/$app.usage" "$APPS/$app" >/dev/null
done

judge split threads fork_tree faults <<'EOF'
from judge import *
for app in sys.argv[1:]:
    kernel = values_of(f"{app}.usage")["cpu_ns"]
    profile = Profile(f"D-{app}")
    near(f"{app}: CPU time in the profile over the kernel's", profile.total() / kernel, 1, 0.02)
    must(profile.ranks["refused_threads"].sum() == 0, f"{app}: threads were refused")
    must(profile.ranks["refused_processes"].sum() == 0, f"{app}: processes were refused")
EOF
