#!/bin/bash
# mpi4py.sh: an MPI program in Python is profiled on every rank, by its Python functions, and so is where it calls MPI.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

python=${RANKPROF_PYTHON:-/usr/bin/python3}
"$python" -c 'import mpi4py' 2>/dev/null || skip "this Python has no mpi4py"
app=$RANKPROF_SOURCE/tests/apps/mpi4py_app.py
mpi_run 4 "$python" "$app" >plain
profile_mpi 4 D -F 250 "$python" "$app" >profiled
same "what the program printed" plain profiled

judge D <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
must(len(profile.ranks["rank"]) == 4, "not all ranks are there")
for rank in range(4):
    must(profile.samples(rank) >= 50, f"rank {rank} has {profile.samples(rank)} samples")
    must(profile.inclusive("spin", rank=rank) > 0.3 * profile.total(rank=rank),
         f"rank {rank}: spin() is not where the time went")
file, counts = os.path.join(os.environ["RANKPROF_SOURCE"], "tests/apps/mpi4py_app.py"), profile.by_context("mpi_calls")
ways = {tuple(profile.interpreted_path(row)): counts[row] for row in numpy.flatnonzero(counts)
        if profile.function_names[profile.contexts["function"][row]] == "MPI_Barrier"}
way = (("<module>", file, line_of("mpi4py_app.py", "add_up(spin")), ("add_up", file, line_of("mpi4py_app.py", "comm.Barrier(")))
must(set(ways) == {way}, f"MPI_Barrier was called by {set(ways)}, expected {way}")
must(any("mpi4py_app.py" in command for command in profile.commands()), "the script is not named")
EOF
