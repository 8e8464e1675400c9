# shellcheck shell=sh
"$RANKPROF" events | head -8 && "$RANKPROF" events --all --json >j && "${RANKPROF_PYTHON:-python3}" -c '
import json
listed = json.load(open("j"))
assert listed["schema"] == "rankprof.events/1"
software = [event["name"] for event in listed["events"] if event["kind"] == "software"]
assert "page-faults" in software and "task-clock" in software
assert all(event["usable"] or event["reason"] for event in listed["events"])
print("as it must be")
'
