#!/bin/bash
# hostile-signals.sh: handlers on a small stack, threads that block every signal and programs that reset them all are not harmed, and are profiled.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/altstack" >plain
profile A -F 1000 "$APPS/altstack" >profiled
same "what the program printed" plain profiled

# It resets and handles all signals, ours among them, and ends by one that it sends to itself.
status_of "$APPS/every_signal" >plain
expected=$STATUS
status_of rankprof run -q -o C -F 1000 "$APPS/every_signal" >profiled
expect "exit status" "$STATUS" "$expected"
same "what the program printed" plain profiled
settle C
profile B -F 250 "$APPS/block_all" >/dev/null

judge A B C <<'EOF'
from judge import *
profile = Profile(arg(1))
must(profile.share("work_in_handler") > 0.95, f"the handler has {profile.share('work_in_handler'):.3f}")
must(profile.inclusive("main") > 0.9 * profile.total(), "the stack below the handler is not known")
profile = Profile(arg(2))
must(Profile(arg(3)).share("work") > 0.9, "resetting every signal ends the sampling")
for name in "work_blocked", "work_open":
    near_share(f"share of {name}()", profile.share(name), 0.5, profile.samples())
EOF
