#!/bin/bash
# hostile-signals.sh: handlers on a small stack and threads that block every signal do no harm, and are profiled.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/altstack" >plain
profile A -F 1000 "$APPS/altstack" >profiled
same "what the program printed" plain profiled
profile B -F 250 "$APPS/block_all" >/dev/null

judge A B <<'EOF'
from judge import *
profile = Profile(arg(1))
must(profile.share("work_in_handler") > 0.95, f"the handler has {profile.share('work_in_handler'):.3f}")
must(profile.inclusive("main") > 0.9 * profile.total(), "the stack below the handler is not known")
profile = Profile(arg(2))
for name in "work_blocked", "work_open":
    near_share(f"share of {name}()", profile.share(name), 0.5, profile.samples())
EOF
