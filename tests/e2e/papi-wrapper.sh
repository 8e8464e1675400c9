#!/bin/bash
# papi-wrapper.sh: a program that a shell starts is counted by PAPI (here a double), and no fork says otherwise.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# bash forks a child that cannot count with PAPI until it executes the program.
printf '%s\n' '#!/bin/bash' "'$APPS/split'" true >wrapper
chmod +x wrapper
LD_LIBRARY_PATH=${RANKPROF_DOUBLES:?is set by ctest} \
    rankprof run -o D -e PAPI_LST_INS ./wrapper 2>&1 >out | cat >messages
settle D
! grep -q 'is not counted' messages || fail "run says: $(cat messages)"

judge D <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
row = profile.metric("PAPI_LST_INS")
must(profile.metrics["counted_ranks"][row] == 1, "the event was not counted")
must(profile.metrics["refused_ranks"][row] == 0, "a fork that never worked refuses it")
near("instructions of the double for each ns", profile.total("PAPI_LST_INS") / profile.total(), 6, 0.6)
EOF
