#!/bin/bash
# own-profiler.sh: a program that profiles itself, by PAPI and by a timer of its own, goes on doing so under rankprof, which counts too.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

[ -x "$APPS/own_profiler" ] || skip "there is no libpapi to build the program with"
status_of timeout 60 "$APPS/own_profiler" >plain
[ "$STATUS" != 77 ] || skip "PAPI has no software events here"
expect "its exit status alone" "$STATUS" 0

status_of timeout 100 rankprof run -q -o D --budget 50 -F 1000 -e page-faults,page-faults@50,task-clock@1M,PAPI_TOT_INS \
    "$APPS/own_profiler" >profiled
expect "its exit status profiled" "$STATUS" 0
same "what it saw of its own profiling" plain profiled
settle D

judge D <<'EOT'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
near("page faults of own_faults(), a page each", profile.inclusive("own_faults", "page-faults@50") / 2000, 1, 0.1)
must(profile.total("page-faults") >= 2000, "page faults were not counted")
near("task clock over CPU time", profile.inclusive("main", "task-clock@1M") / profile.inclusive("main"), 1, 0.15)
must(profile.inclusive("own_work") > 0.5 * profile.inclusive("main"), "time was not sampled")
EOT
