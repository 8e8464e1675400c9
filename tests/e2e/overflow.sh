#!/bin/bash
# overflow.sh: samples on the overflow of an event are as many as its count by its period, where it happens, in all threads and processes.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

wide=(--budget 50) # what is tested is the count of samples
profile faults "${wide[@]}" -e page-faults@100,task-clock@1M,minor-faults "$APPS/faults" 20000 50 >usage
profile split "${wide[@]}" -e task-clock@200k "$APPS/split" 100 >/dev/null
profile threads "${wide[@]}" -e task-clock@1M "$APPS/threads" 5 >/dev/null
profile tree "${wide[@]}" -e task-clock@5M "$APPS/rusage_run" "$WORK/tree.usage" "$APPS/fork_tree" >/dev/null
# Where most of the samples would be too many, they are fewer, and stand for as much.
profile dear -e page-faults@1 "$APPS/faults" 20000 1 >dear.usage
profile switches "${wide[@]}" -e context-switches@5 "$APPS/faults" 10 500 >/dev/null

judge faults usage <<'EOT'
from judge import *

def refused(profile, metric):
    row = profile.metric(metric)
    return profile.metrics["refused_ranks"][row] > 0, profile.text(profile.metrics["reason"][row])

profile, own = Profile(arg(1)), values_of(arg(2))
check_files(arg(1))
no, why = refused(profile, "page-faults@100")
if no:
    print(f"skipped: no software events here: {why}")
    sys.exit(0)

# The program's own start is not in its count, and the kernel's faults for it are not seen by all.
near("page faults over the program's own", profile.total("page-faults@100") / own["faults"], 1, 0.05)
given = profile.inclusive("touch_pages", "page-faults@100")
near("page faults of touch_pages(), a page each", given / 20000, 1, 0.02)
must(given % 100 == 0, f"{given} in a context are no whole periods")
near("minor faults beside them", profile.total("minor-faults") / profile.total("page-faults@100"), 1, 0.05)
near("task clock over CPU time", profile.total("task-clock@1M") / profile.total(), 1, 0.1)

only = Profile("dear")
count, taken = only.total("page-faults@1"), int(only.ranks["overflow_samples"].sum())
near("page faults in spite of the budget", only.inclusive("touch_pages", "page-faults@1") / 20000, 1, 0.05)
must(taken < 0.5 * count, f"{taken} samples of {count:.0f} faults: the budget does not count")
must(only.ranks["spared"].sum() + taken > 0.8 * count, f"{only.ranks['spared'].sum()} spared, {taken} taken of {count}")

split = Profile("split")
near_share("share of mostly() in the task clock", split.share("mostly", "task-clock@200k"), 0.7,
           int(split.ranks["overflow_samples"].sum()))

threads = Profile("threads")
must(threads.ranks["refused_events"].sum() == 0, "threads without a counter")
for name in "work_even", "work_odd":
    near_share(f"share of {name}()", threads.share(name, "task-clock@1M") /
               (threads.share("work_even", "task-clock@1M") + threads.share("work_odd", "task-clock@1M")),
               0.5, int(threads.ranks["overflow_samples"].sum()))

tree = Profile("tree")
near("task clock of all processes over their CPU time", tree.total("task-clock@5M") / values_of("tree.usage")["cpu_ns"], 1, 0.1)

switches = Profile("switches")
no, why = refused(switches, "context-switches@5")
if no:
    must("kernel mode" in why, f"refused for '{why}'")
else:
    must(switches.inclusive("give_way", "context-switches@5") >= 450, "give_way() has not its context switches")
found = report("switches", *([] if no else ["--by", "context-switches"]))
must(no or found["metric"] == "context-switches@5", f"by its name alone: {found['metric']}")
EOT
