#!/bin/bash
# preload-kept.sh: libraries that the user preloads are loaded still.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

LD_PRELOAD=$APPS/libplugin_lib.so rankprof run -q -o D "$APPS/process_state" >out
settle D
grep '^environment LD_PRELOAD=' out | grep -q libplugin_lib.so || fail "the user's LD_PRELOAD is gone"
grep '^environment LD_PRELOAD=' out | grep -q librankprof || fail "the program was not profiled"
