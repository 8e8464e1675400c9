# shellcheck shell=sh
# One program, no MPI: run, then report without a path; the rank file by itself is no partial data.
cat >busy.py <<'END'
total = 0
for number in range(2000000):
    total += number * number
END
"$RANKPROF" run -q "${RANKPROF_PYTHON:-python3}" busy.py && "$RANKPROF" report >text 2>/dev/null
echo "$?"
sed -n 's/^# rankprof report rankprof-python3.* .*busy.py .*/the newest profile/p; s/^HOTSPOTS.*/&/p' text
"$RANKPROF" report rankprof-*/rank-000000.h5 >text 2>/dev/null
echo "$?"
"$RANKPROF" report --json 2>/dev/null >j && "${RANKPROF_PYTHON:-python3}" -c '
import json
report = json.load(open("j"))
print(report["ranks"], report["partial"], report["metric"], report["samples"] > 0)
'
