#!/bin/bash
# interrupted-job.sh: after Ctrl-C to mpirun the profile of every rank is complete.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
[ "$(id -u)" = 0 ] || unset OMPI_ALLOW_RUN_AS_ROOT OMPI_ALLOW_RUN_AS_ROOT_CONFIRM
# A process started with & has SIGINT ignored; Ctrl-C is for one that has not.
start_steps setsid env --default-signal=INT mpirun --oversubscribe -n 4 \
    rankprof run -q -o D -F 250 "$APPS/steady" 100000
read_steps 80
kill -INT -- "-$pid"
cat <&8 >/dev/null
status_of wait "$pid"
[ "$STATUS" != 0 ] || fail "mpirun ended as if nothing had happened"
settle D

judge D "${line#* }" <<'EOF'
from judge import *
check_files(arg(1))
profile, known = Profile(arg(1)), int(arg(2))
must(list(profile.ranks["rank"]) == [0, 1, 2, 3], f"ranks {profile.ranks['rank']}")
must(list(profile.ranks["state"]) == [1] * 4, f"states {profile.ranks['state']}")
must(max(profile.total(rank=rank) for rank in range(4)) > 0.98 * known, "CPU time is missing")
must(min(profile.total(rank=rank) for rank in range(4)) > 0, "a rank has nothing")
EOF
