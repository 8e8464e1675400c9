# shellcheck shell=sh
# What is shown and the rest are all of the change; functions that are new or gone are told.
"$MAKE_CLUSTER" plain old.h5
"$MAKE_CLUSTER" plain new.h5 2=110 5=50
"$MAKE_CLUSTER" recursion other.h5
"$RANKPROF" diff old.h5 new.h5
"$RANKPROF" diff old.h5 other.h5 --limit 2
"$RANKPROF" diff old.h5 new.h5 --color always --by samples --limit 3
COLUMNS=60 "$RANKPROF" diff old.h5 old.h5
"$RANKPROF" diff old.h5 new.h5 --html d.html | sed 's/  .*//' && ls d.html
"$RANKPROF" diff old.h5 new.h5 --html nowhere/d.html 2>&1 || echo "= $?"
"$RANKPROF" diff old.h5 || echo "= $?"
"$RANKPROF" diff old.h5 nowhere.h5 || echo "= $?"
"$RANKPROF" diff old.h5 other.h5 --json >j && "${RANKPROF_PYTHON:-python3}" -c '
import json
diff = json.load(open("j"))
for part in "functions", "paths":
    for run in "old", "new":
        assert abs(sum(change[run] for change in diff[part]) - diff[run]["value"]) < 1e-9, (part, run)
states = {change["function"]: change["state"] for change in diff["functions"]}
assert states["main"] == "changed" and states["even"] == "new" and states["exchange"] == "gone", states
print("as it must be")
'
