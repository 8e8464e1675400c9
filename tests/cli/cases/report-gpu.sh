# shellcheck shell=sh
# The view of GPUs, narrow and wide, of one rank, as CSV and as JSON.
"$MAKE_CLUSTER" gpu c.h5
COLUMNS=80 "$RANKPROF" report --view gpu c.h5
COLUMNS=120 "$RANKPROF" report --view gpu --limit 2 c.h5
COLUMNS=120 "$RANKPROF" report --view gpu --ranks 3 --color always c.h5
"$RANKPROF" report --view gpu --csv c.h5
"$RANKPROF" report --view gpu --json c.h5 | "${RANKPROF_PYTHON:-python3}" -c '
import json, sys
report = json.load(sys.stdin)
print(json.dumps({key: report[key] for key in report if key.startswith("gpu")}, indent=1))'
