#!/bin/bash
# exact-synthetic.sh: 256 made-up ranks are merged as the slow reference merges them, and the truth
# that they were made of is found: sums, the slow rank and the function it is slow in.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$MAKE_SYNTHETIC" -r 256 -c 300 -p 30 -s 3 -t 2 job
rankprof merge job
rankprof check-file -q job/cluster.h5
"$RANKPROF_PYTHON" "$RANKPROF_SOURCE/tests/merge/reference.py" job job/cluster.h5

judge job <<'EOF'
from judge import *
with open("job/truth.json", encoding="utf-8") as file:
    truth = json.load(file)
profile = Profile(arg(1))
must(len(profile.values["rank"]) == truth["values"], "another number of values")
must(len(profile.contexts["parent"]) == truth["contexts"], "another number of contexts")
for metric, wanted in truth["sums"].items():
    got = sum(int(value) for value in profile.values["value"][profile.values["metric"] == profile.metric(metric)])
    must(got == wanted, f"{metric} is {got}, expected {wanted}")
row = report(arg(1))["hotspots"][0]
must(row["function"] == truth["slow_function"], f"the report names {row['function']}")
must(row["worst_rank"] == truth["straggler"], f"the report names rank {row['worst_rank']}")
near("max/mean", row["max_over_mean"],
     truth["straggler_slow_ns"] * truth["ranks"] / truth["slow_ns"], 0.01)
EOF
