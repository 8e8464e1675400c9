# shellcheck shell=sh
# Same runs: 0; a function slower by 10 %: 1, and it is named; two runs: 2, and why; nothing there: 3.
for i in 1 2 3 4 5; do
    "$MAKE_CLUSTER" plain "base$i.h5" 2=$((98 + i)) 3=$((98 + i)) 5=$((102 - i))
done
"$MAKE_CLUSTER" plain same.h5
"$MAKE_CLUSTER" plain slower.h5 2=110 3=110
"$MAKE_CLUSTER" recursion other.h5
"$MAKE_CLUSTER" partial part.h5
try() {
    "$RANKPROF" check "$@" 2>&1
    echo "= $?"
}
try base?.h5 same.h5
try base?.h5 slower.h5 --junit junit.xml
try base1.h5 slower.h5
try base1.h5 slower.h5 --noise-floor 2 --code
try base1.h5 base2.h5 base3.h5 part.h5
try base1.h5 base2.h5 base3.h5 other.h5 --code --color always
try base1.h5
try base1.h5 base2.h5 base3.h5 nowhere.h5
try base?.h5 slower.h5 --by page-faults --code
cat junit.xml
try base?.h5 slower.h5 --json >j
sed -n '$p' j && sed '$d' j >j.json && "${RANKPROF_PYTHON:-python3}" -c '
import json
found = json.load(open("j.json"))
assert found["verdict"] == "slower" and found["reason"] is None and len(found["baselines"]) == 5
judged = {one["name"].split("<")[0]: one for one in found["judged"]}
solver = judged["solver::stencil"]
assert {name for name, one in judged.items() if one["slower"]} == {"cpu_time", "solver::stencil"}
assert solver["module"] == "app" and solver["path"].startswith("main > solver::stencil")
assert abs(solver["growth"] - (110 / 101 - 1)) < 1e-9 and 0.014 < solver["noise"] < 0.017
print("as it must be")
'
