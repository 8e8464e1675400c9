#!/bin/bash
# refused-event.sh: an event that cannot be had stops nothing, and run, file and report say which and why.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# The collector speaks last, so what is said is read to the end of a pipe.
rankprof run -o D -F 250 -e NO_SUCH_EVENT,page-faults "$APPS/split" 200 2>&1 >out | cat >messages
settle D
grep -q NO_SUCH_EVENT messages || fail "run did not name the event: $(cat messages)"
expect "lines that name it" "$(grep -c NO_SUCH_EVENT messages)" 1
rankprof report D --view quality >view
grep -q NO_SUCH_EVENT view || fail "the report does not name the event: $(cat view)"
grep -A 2 NO_SUCH_EVENT view | grep -qi -E 'not|no ' || fail "the report gives no reason: $(cat view)"

judge D <<'EOF'
from judge import *
check_files(arg(1))
with h5py.File(os.path.join(arg(1), "rank-000000.h5"), "r", swmr=True) as file:
    heap = bytes(file["strings/bytes"][()])
    text = lambda at: heap[at:heap.index(b"\0", at)].decode()
    metrics = {text(name): (int(state), text(reason)) for name, state, reason in
               zip(file["metrics/name"][()], file["metrics/state"][()], file["metrics/reason"][()])}
must(metrics["NO_SUCH_EVENT"][0] == 2, f"the file does not call it refused: {metrics}")
must(len(metrics["NO_SUCH_EVENT"][1]) > 10, f"the file gives no reason: {metrics}")
must(metrics["page-faults"][0] == 1, f"the other event went with it: {metrics}")
profile = Profile(arg(1))
must(profile.share("mostly") > 0.5, "time was not sampled")
row = profile.metric("NO_SUCH_EVENT")
must(profile.metrics["refused_ranks"][row] == 1, "the merged file does not count the refusal")
EOF

# The cycles of a processor without a PMU: refused in the same way, or counted.
rankprof run -o T -e PAPI_TOT_CYC "$APPS/split" 200 2>&1 >out | cat >messages
settle T
judge T messages <<'EOF'
from judge import *
profile = Profile(arg(1))
row = profile.metric("PAPI_TOT_CYC")
said = "PAPI_TOT_CYC" in open(arg(2), encoding="utf-8").read()
refused = profile.metrics["refused_ranks"][row] == 1
must(refused == said, f"refused in the file: {refused}; said by run: {said}")
must(refused or profile.total("PAPI_TOT_CYC") > 1e8, "counted, but next to nothing")
must(not refused or len(profile.text(profile.metrics["reason"][row])) > 10, "no reason is given")
EOF
