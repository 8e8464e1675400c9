#!/bin/bash
# fast-sampling.sh: above the kernel's tick, perf_event samples as often as asked, in the right places, and ends no wait.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

rankprof doctor . >found || true
grep -q '^ok .*perf-queue' found || skip "the kernel's mode cannot be sampled here: $(grep perf-queue found)"

for source in perf-trap perf-queue; do
    profile "D-$source" -F 5000 --budget 50 --sampling-source $source "$APPS/split" 100 >/dev/null
    profile "K-$source" -F 5000 --budget 50 --sampling-source $source "$APPS/faults" 40000 10 >/dev/null
done
# They take long, and little of the processors.
"$APPS/waits" >plain &
for source in perf-trap perf-queue; do
    rankprof run -q -o "W-$source" -F 5000 --budget 50 --sampling-source $source "$APPS/waits" >waits-$source &
done
wait
for source in perf-trap perf-queue; do
    same "what a program that waits saw of $source" plain waits-$source
done
# Nobody has to know the sources to get a fine one.
profile auto -F 5000 --budget 50 "$APPS/split" 100 >/dev/null

judge found <<'EOT'
from judge import *
with open(arg(1), encoding="utf-8") as lines:
    has_trap = any(line.startswith("ok ") and "perf-trap" in line for line in lines)
for name, wanted in ("perf-trap", "sigtrap"), ("perf-queue", "F_SETSIG"):
    if name == "perf-trap" and not has_trap:
        continue
    profile = Profile(f"D-{name}")
    source = profile.text(profile.processes["source"][0])
    must(wanted in source, f"asked for {name}, got {source}")
    rate = report(f"D-{name}")["rate_hertz_true"]
    must(2500 < rate < 6000, f"{name}: {rate:.0f} Hz instead of 5000")
    near_share(f"{name}: share of mostly()", profile.inclusive("mostly") / profile.inclusive("main"), 0.7, profile.samples())
    # Page faults are the kernel's time, and found where they happen.
    faults = Profile(f"K-{name}")
    share = faults.inclusive("touch_pages") / faults.inclusive("main")
    must(share > 0.7, f"{name}: touch_pages() has {share:.3f} of main()")
source = Profile("auto").text(Profile("auto").processes["source"][0])
must(("sigtrap" if has_trap else "F_SETSIG") in source, f"chosen: {source}")
remark = Profile("auto").text(Profile("auto").processes["remark"][0])
must("tick" in remark, f"why not the timer: '{remark}'")
EOT
