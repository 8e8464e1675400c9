# shellcheck shell=sh
# Under which part of the roof a function is; without the counters, which to ask for.
"$MAKE_CLUSTER" roofline r.h5
"$MAKE_CLUSTER" plain p.h5
"$RANKPROF" report r.h5 --view roofline
"$RANKPROF" report r.h5 --view roofline --peak-flops 40 --peak-bandwidth 20 --limit 2
"$RANKPROF" report r.h5 --view roofline --csv
"$RANKPROF" report p.h5 --view roofline 2>&1 || echo "= $?"
"$RANKPROF" report p.h5 --json >j && "${RANKPROF_PYTHON:-python3}" -c '
import json
found = json.load(open("j"))["roofline"]
assert found["points"] == [] and found["needs"] == "PAPI_DP_OPS,PAPI_L3_TCM", found
print("as it must be")
'
