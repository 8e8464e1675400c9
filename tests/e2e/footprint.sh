#!/bin/bash
# footprint.sh: the process of a small program has hardly more memory of its own than without rankprof, and shares little.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/footprint" 100 plain
profile D -F 1000 -e page-faults,task-clock@1M "$APPS/footprint" 100 profiled

judge plain profiled <<'EOT'
from judge import *
plain, profiled = values_of(arg(1)), values_of(arg(2))
more = profiled["anonymous"] - plain["anonymous"]
must(more <= 2048, f"{more} KiB more of anonymous memory")
shared = profiled["shared"] - plain["shared"]
must(0 < shared <= 1024, f"{shared} KiB are shared with the collector")
must(Profile("D").samples() > 0, "the program was not sampled")
EOT
