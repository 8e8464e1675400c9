#!/bin/bash
# dead-counter.sh: a counter of the processor that stays 0 while the program runs is called dead, by run, file and report, and is no zero.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# The double of PAPI never counts PAPI_L1_DCM.
export LD_LIBRARY_PATH=${RANKPROF_DOUBLES:?is set by ctest}
rankprof run -o D -e PAPI_L1_DCM,PAPI_LST_INS,major-faults "$APPS/split" 200 2>&1 >out | cat >messages
settle D
grep -q 'PAPI_L1_DCM is dead' messages || fail "run says: $(cat messages)"
! grep -q 'PAPI_LST_INS\|major-faults' messages || fail "run says of others: $(cat messages)"
# A program that ends before it could count anything has no dead counter.
rankprof run -o short -e PAPI_L1_DCM /bin/true 2>&1 | cat >messages
settle short
! grep -q dead messages || fail "run says of a short one: $(cat messages)"
rankprof report D --view quality >view
grep -q 'PAPI_L1_DCM (papi), dead on 1 of 1 ranks: stayed 0' view || fail "the view says: $(cat view)"
status_of rankprof report D --by PAPI_L1_DCM 2>by
grep -q 'was dead on every rank' by || fail "by it: $(cat by)"

judge D short <<'EOT'
from judge import *
check_files(arg(1))
state = {metric["name"]: (metric["state"], metric["total"]) for metric in report(arg(1))["metrics"]}
must(state["PAPI_L1_DCM"] == ("dead", None), f"in JSON: {state}")
must(state["PAPI_LST_INS"][0] == "counted" and state["PAPI_LST_INS"][1] > 0, f"the other one: {state}")
must(state["major-faults"] == ("counted", 0), f"what the kernel counts may be 0: {state}")
profile = Profile(arg(1))
row = profile.metric("PAPI_L1_DCM")
must(profile.metrics["dead_ranks"][row] == 1 and profile.metrics["counted_ranks"][row] == 0, "in the merged file")
short = Profile(arg(2))
must(short.metrics["dead_ranks"].sum() == 0, "a program that hardly ran has a dead counter")
EOT
