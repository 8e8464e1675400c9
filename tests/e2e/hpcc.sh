#!/bin/bash
# hpcc.sh: HPCC on 4 ranks: one valid file a rank, the kernel's CPU time within 2 %, the code that perf finds hot.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

command -v hpcc >/dev/null || skip "hpcc is not installed"
sed 's/^1000 /400 /' "$RANKPROF_SOURCE/scripts/hpccinf.txt" >hpccinf.txt

# perf, where it works, watches rank 0 of the same run.
perf=
if perf record -q -e cpu-clock -o probe.data true >/dev/null 2>&1; then
    perf=yes
fi
cat >rank.sh <<'EOF'
#!/bin/sh
run="rankprof run -q -o D -F 250 $APPS/rusage_run $PWD/usage hpcc"
if [ "$OMPI_COMM_WORLD_RANK" = 0 ] && [ -n "$1" ]; then
    # Not in step with the kernel's tick, at which our handler runs: perf would see it each time.
    exec perf record -q -g -e cpu-clock -F 487 -o perf.data $run
fi
exec $run
EOF
chmod +x rank.sh
mpi_run 4 ./rank.sh "$perf" >/dev/null
settle D
grep -q 'Success=1' hpccoutf.txt || fail "HPCC itself did not succeed"

judge D <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
must(list(profile.ranks["rank"]) == [0, 1, 2, 3], f"ranks {profile.ranks['rank']}")
kernel = [values_of(f"usage.{rank}")["cpu_ns"] for rank in range(4)]
for rank in range(4):
    near(f"CPU time of rank {rank} in the profile over the kernel's",
         profile.total(rank=rank) / kernel[rank], 1, 0.02)
quality = report(arg(1))["quality"]
must(quality["stacks_complete"] > 0.95, f"quality {quality}")
EOF

[ -n "$perf" ] || skip "perf cannot record here, so its hot functions were not compared; the rest passed"
perf script -i perf.data --comm hpcc -F ip,sym,dso >perf.txt 2>/dev/null
judge D <<'EOF'
import collections
import re
from judge import *

def leaves(path):
    """(module, function) of each sample of perf: its first frame outside of kernel and profiler."""
    with open(path, encoding="utf-8") as file:
        for sample in file.read().split("\n\n"):
            for line in sample.strip().splitlines():
                symbol, module = re.fullmatch(r"\s*[0-9a-f]+ (.*) \((.*)\)", line).groups()
                if "librankprof-" in module:
                    continue
                if not module.startswith("[kernel") and symbol != "[unknown]" or os.path.exists(module):
                    yield os.path.basename(module), symbol
                    break

profile = Profile(arg(1))

def compare(what, by_perf, own):
    """
    That both tell the same story. Ranks that take turns on few cores are interrupted at different
    moments by perf's timer and by the kernel's tick, and a busy machine moves shares by a tenth; a
    wrong name moves most of the time elsewhere.
    """
    total = sum(by_perf.values())
    shares = {name: count / total for name, count in by_perf.items() if name}
    for name, share in shares.items():
        must(share < 0.2 or name in own, f"perf gives {what} {name} a share of {share:.3g}, the profile none")
    common = sum(min(share, own.get(name, 0)) for name, share in shares.items())
    must(common > 0.5 * sum(shares.values()),
         f"only {common:.3g} of the time is given to the same {what}s: {own}, perf: {shares}")

def plain(name):
    """A symbol's several names made one: __sched_yield is sched_yield, PMPI_Send is MPI_Send."""
    name = name.strip("_")
    return name[1:] if name.startswith("PMPI_") else name

by_dso, by_symbol = collections.Counter(), collections.Counter()
for module, symbol in leaves("perf.txt"):
    by_dso[module] += 1
    by_symbol["" if symbol == "[unknown]" else plain(symbol)] += 1
sums = profile.by_context("cpu_time", 0)
modules, functions = {}, {}
for row in numpy.flatnonzero(sums):
    module, function = profile.contexts["module"][row], profile.contexts["function"][row]
    share = sums[row] / sums.sum()
    name = profile.module_names[module] if module < len(profile.module_names) else ""
    modules[name] = modules.get(name, 0) + share
    name = plain(profile.function_names[function]) if function < len(profile.function_names) else ""
    functions[name] = functions.get(name, 0) + share
compare("module", by_dso, modules)
compare("function", by_symbol, functions)
EOF
