#!/bin/bash
# thread-storm.sh: 1,000 short threads lose no time, no threads and no samples.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

"$APPS/thread_storm" >plain
profile D -F 250 "$APPS/rusage_run" "$WORK/usage" "$APPS/thread_storm" >profiled
same "what the program printed" plain profiled

judge D <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
images = len(profile.processes["pid"]) # each has a first thread
seen = profile.ranks["threads"].sum()
must(seen == 1000 + images, f"{seen} threads in {images} images of processes, not 1000 more")
must(profile.ranks["refused_threads"].sum() == 0, "threads were refused")
# The end of a thread in the kernel cannot be measured from within it: some 0.03 ms for each.
kernel = values_of("usage")["cpu_ns"]
near("CPU time in the profile over the kernel's", profile.total() / kernel, 1, 0.02 + 1000 * 3e4 / kernel)
EOF
