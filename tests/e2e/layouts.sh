#!/bin/bash
# layouts.sh: a program with holes between its segments or at a fixed address is sampled like any other.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

for app in split_holes split_fixed split_fixed_holes; do
    profile "$app" "$APPS/$app" >/dev/null
    judge "$app" <<'EOF'
from judge import *
profile, found = Profile(arg(1)), report(arg(1))
near_share(f"{arg(1)}: share of mostly()", profile.share("mostly"), 0.7, profile.samples())
must(found["quality"]["stacks_complete"] > 0.95, f"{arg(1)}: quality is {found['quality']}")
must(os.path.basename(found["hotspots"][0]["module"]) == arg(1),
     f"the module of the hottest function is {found['hotspots'][0]['module']}")
EOF
done
