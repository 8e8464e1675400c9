#!/bin/bash
# wrapper.sh: a shell script that starts the program is profiled with all its processes, and so is the program.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

apps=$RANKPROF_SOURCE/tests/apps
profile_mpi 4 E -F 250 "$apps/wrapper.sh" "$APPS/imbalance" 1 >/dev/null
profile_mpi 4 W -F 250 "$apps/wrapper_work.sh" "$APPS/split" 100 >out
expect "times the script went on" "$(grep -c prepared out)" 4

judge E W <<'EOF'
from judge import *
for directory in sys.argv[1:3]:
    check_files(directory)

profile = Profile(arg(1))
must(hotspot(report(arg(1)), "compute")["worst_rank"] == 1, "the wrong rank is named")
for rank in range(4):
    rows = numpy.flatnonzero(profile.processes["rank"] == rank)
    commands = [profile.text(profile.processes["command"][row]) for row in rows]
    must(len(rows) == 2, f"rank {rank} has {len(rows)} processes: {commands}")
    must(len(set(profile.processes["pid"][rows])) == 1, "exec gave another process id")
    must(sum("wrapper.sh" in text for text in commands) == 1, f"the script is not in {commands}")

profile = Profile(arg(2))
for rank in range(4):
    rows = numpy.flatnonzero(profile.processes["rank"] == rank)
    programs = [os.path.basename(profile.text(profile.processes["executable"][row])) for row in rows]
    for name, count in ("split", 2), ("awk", 1):
        seen = sum(name in program for program in programs)
        must(seen == count, f"rank {rank}: {seen} of {count} processes of {name} in {programs}")
    must(profile.exclusive("mostly", rank=rank) > 0, f"rank {rank}: nothing of the program")
modules = [os.path.basename(row["module"] or "") for row in report(arg(2))["hotspots"]]
must(any("awk" in module for module in modules), f"nothing of awk: {modules}")
EOF
