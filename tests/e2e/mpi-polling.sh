#!/bin/bash
# mpi-polling.sh: a program that does nothing but short MPI calls is sampled in full, though half of its time is spent in our wrappers.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

mpi_run 1 rankprof run -q -F 1000 -o D "$APPS/mpi_cost" 3 >/dev/null
settle D
judge D <<'EOF'
from judge import *
found = report(arg(1))
must(found["samples"] >= 50, f"only {found['samples']} samples")
must(found["lost"] <= 0.02 * found["samples"], f"{found['lost']} of {found['samples']} samples are lost")
profile = Profile(arg(1))
calls = profile.inclusive("main", "samples")
must(calls > 0.5 * profile.samples(), f"only {calls} of {profile.samples()} samples are below main")
EOF
