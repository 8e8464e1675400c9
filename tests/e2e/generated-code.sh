#!/bin/bash
# generated-code.sh: code that a program makes at run time is told by the names that the program gives it, with its callers.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

maps=() # that programs have left
trap 'rm -f "${maps[@]}"; clean_up' EXIT

profile D -F 250 "$APPS/jit" >pid || skip "no memory here is writable and executable"
maps+=("/tmp/perf-$(cat pid).map")
judge D <<'EOF2'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
for name, share in ("made_mostly", 0.7), ("made_seldom", 0.3):
    near_share(f"share of {name}()", profile.share(name), share, profile.samples())
must("made_before" not in profile.function_names, "a function that was replaced is told")
caller = "made_caller with a long name(int, int)"
must(profile.inclusive(caller) > 0.95 * profile.total(), "the caller's share is %g" % (profile.inclusive(caller) / profile.total()))
must(profile.inclusive("main") > 0.95 * profile.total(), "not all is called by main()")
EOF2

command -v node >/dev/null || skip "no node here; the rest passed"
cat >work.js <<'JS'
function work(n) { let x = 0; for (let i = 0; i < n; i++) x = (x * 31 + i) | 0; return x; }
function even(n) { return n == 0 ? work(300000) : odd(n - 1) + 1; }
function odd(n) { return n == 0 ? work(300000) : even(n - 1) + 1; }
let sum = 0;
for (let k = 0; k < 700; k++) sum += even(k % 40);
console.log(sum, process.pid);
JS
profile N -F 250 node --perf-basic-prof --no-turbo-inlining work.js >pid
maps+=("/tmp/perf-$(awk '{print $2}' pid).map")
judge N <<'EOF2'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
names = [name for name in profile.function_names if "work.js" in name]
for function in "work", "even", "odd":
    must(any(function in name for name in names), f"no {function}() among {names}")
work = sum(profile.inclusive(name) for name in names if "work " in name)
must(work > 0.7 * profile.total(), f"work() has {work / profile.total():.2f} of the time")
partial = profile.ranks["partial"].sum() / profile.samples()
must(partial < 0.1, f"{partial:.3f} of the stacks are partial")
EOF2
