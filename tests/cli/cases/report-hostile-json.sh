# shellcheck shell=sh
"$MAKE_CLUSTER" hostile c.h5 && "$RANKPROF" report --json c.h5 >j && "${RANKPROF_PYTHON:-python3}" -c '
import json
for spot in json.load(open("j", encoding="utf-8"))["hotspots"]:
    print(ascii(spot["function"]))
'
