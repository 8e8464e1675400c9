#!/bin/bash
# budget.sh: samples take no more of a thread's time than the budget, what is spared is counted, and shares stay right.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

rankprof doctor . >found || true
grep -q 'perf-queue.* up to about' found || skip "nothing finer than the timer: $(grep perf-queue found)"
fast=(-F 10000 --sampling-source perf-queue)

profile deep "${fast[@]}" --budget 0.1 "$APPS/recursion" 8000 600 >/dev/null # deep stacks are dear
profile split "${fast[@]}" --budget 1% "$APPS/split" 400 >/dev/null
profile free -F 100 "$APPS/split" 100 >/dev/null
rankprof run -o said "${fast[@]}" --budget 0.1 "$APPS/split" 200 2>&1 >/dev/null | cat >messages
settle said
grep -q 'spared to stay within the budget of 0.1 %' messages || fail "run does not say it: $(cat messages)"

judge deep split free <<'EOT'
from judge import *
FULL_NS = 5e6 # of an account, which a thread may use beyond its share
for name, budget in ("deep", 0.001), ("split", 0.01):
    profile = Profile(name)
    spent, total = profile.ranks["handler_ns"].sum(), profile.total()
    # What a sample takes that empties the account is forgiven: the first ones are the longest.
    must(spent < budget * total + 2 * FULL_NS, f"{name}: samples took {spent / total:.4f}, of {budget} allowed")
    found = report(name)
    must(found["quality"]["spared"] > 0, f"{name}: nothing was spared: {found['quality']}")
    near(f"{name}: budget in the report", found["quality"]["budget"], budget, 1e-9)
    must(found["rate_hertz_true"] < 9000, f"{name}: {found['rate_hertz_true']:.0f} Hz in spite of the budget")
    # Signals sent while a sample took long do not lengthen the period until the thread is blind.
    must(found["quality"]["accounted"] > 0.5, f"{name}: {found['quality']['accounted']:.3f} of CPU time found")
    must("spared" in rankprof("report", name, "--view", "quality"), "the report does not tell")
# Rates changed under way.
profile = Profile("split")
near_share("share of mostly()", profile.share("mostly"), 0.7, profile.samples())
must(report("free")["quality"]["spared"] == 0, "samples were spared that the budget allowed")
EOT
