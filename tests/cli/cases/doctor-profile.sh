# shellcheck shell=sh
# Of a profile: what differs and should not, and what would have been seen.
"$MAKE_CLUSTER" plain c.h5
mkdir prof && cp c.h5 prof/cluster.h5
"$RANKPROF" doctor c.h5 && "$RANKPROF" doctor prof | head -1
"$RANKPROF" doctor c.h5 --json >j && "${RANKPROF_PYTHON:-python3}" -c '
import json
found = json.load(open("j"))
assert found["schema"] == "rankprof.doctor-profile/1" and found["ranks"] == 4 and found["discrepancies"] == []
assert {one["what"] for one in found["looked_for"]["comparisons"]} >= {"cpu-share", "preemptions"}, found
print("as it must be")
'
echo nothing >d.h5
"$RANKPROF" doctor d.h5 2>&1
