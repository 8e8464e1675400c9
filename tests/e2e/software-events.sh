#!/bin/bash
# software-events.sh: page faults, context switches and task clock are counted as getrusage counts them.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

profile D -F 250 -e page-faults,context-switches,task-clock "$APPS/faults" 20000 500 >usage 2>messages
[ ! -s messages ] || fail "something was said: $(cat messages)"

judge D usage <<'EOF'
from judge import *
check_files(arg(1))
profile, own = Profile(arg(1)), values_of(arg(2))
must(own["faults"] >= 20000 and own["switches"] >= 500, f"the program itself counted {own}")
near("page faults over the program's own", profile.total("page-faults") / own["faults"], 1, 0.05)
near("context switches over the program's own", profile.total("context-switches") / own["switches"], 1, 0.05)
near("task clock over CPU time", profile.inclusive("main", "task-clock") / profile.inclusive("main", "cpu_time"), 1, 0.02)

# Events are given to the context in which they happened.
faults = profile.inclusive("touch_pages", "page-faults") / profile.total("page-faults")
must(faults > 0.9, f"touch_pages() has {faults:.3f} of the page faults")
# Of its own 500: a busy machine adds others, everywhere.
switches = profile.inclusive("give_way", "context-switches") / 500
must(switches > 0.8, f"give_way() has {switches:.3f} of its context switches")

found = report(arg(1), "--by", "page-faults")
must("touch_pages" in str(found["hotspots"][:3]), f"by page faults: {found['hotspots'][:3]}")
EOF
