#!/bin/bash
# stacks-complete.sh: stacks of the distribution's compiler, stripped, are whole and those that libunwind finds.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# Some seconds of it; scripts/check-stacks without these arguments has more programs and more samples.
export CC1_FUNCTIONS=60
"$RANKPROF_SOURCE/scripts/check-stacks" "${RANKPROF_BUILD:?is set by ctest}" 1000 cc1 >table 2>messages ||
    fail "$(cat table messages)"
compared=$(awk -F ' *[|] *' '/C compiler/ { print $6; exit }' table)
[ "$compared" -ge 50 ] || fail "only $compared stacks were compared: $(cat table messages)"
