# shellcheck shell=sh
"$RANKPROF" doctor . >text; "$RANKPROF" doctor --json . >j && "${RANKPROF_PYTHON:-python3}" -c '
import json
found = json.load(open("j"))
assert found["schema"] == "rankprof.doctor/1" and found["works"] is True
names = [check["name"] for check in found["checks"]]
text = open("text").read()
assert all(name in text for name in names), names
assert {"MPI", "HDF5", "PAPI", "CUPTI", "limits", "agent", "file locks"} <= set(names)
assert all(check["state"] in ("ok", "limited", "missing") and check["reason"] for check in found["checks"])
print("as it must be")
'; "$RANKPROF" doctor nowhere >/dev/null
