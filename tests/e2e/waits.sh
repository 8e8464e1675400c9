#!/bin/bash
# waits.sh: samples on wall time do not end a system call that waits; the program's own signals do.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/waits" >plain
for clock in wall cpu; do
    profile "D-$clock" --clock "$clock" -F 1000 "$APPS/waits" >profiled
    same "what the program saw under --clock $clock" plain profiled
done

judge D-wall <<'EOF'
from judge import *
profile = Profile(arg(1))
inside = profile.inclusive("main", "wall_time") / profile.total("wall_time")
must(inside > 0.9, f"main() has {inside:.3f} of the time, which is waiting")
EOF
