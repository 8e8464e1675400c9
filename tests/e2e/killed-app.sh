#!/bin/bash
# killed-app.sh: a program that is killed loses nothing of its profile.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

start_steps rankprof run -q -o D -F 250 "$APPS/steady" 100000
read_steps 30
kill -KILL "$pid"
status_of wait "$pid"
expect "exit status" "$STATUS" 137
settle D

judge D "${line#* }" <<'EOF'
from judge import *
check_files(arg(1))
profile, known = Profile(arg(1)), int(arg(2))
must(profile.total() > 0.98 * known, f"{profile.total() / known:.3f} of the CPU time before the kill is there")
must(profile.share("step") > 0.9, "the function that worked is not named")
must(list(profile.ranks["state"]) == [1], "the file is not complete")
EOF
