#!/bin/bash
# life-perf.sh: programs end the same where perf_event samples them, by the clock or by events, thousands of times a second.
set -e
cases=(exec fexecve execveat exec-from-thread exec-failing vfork-exec posix-spawn
    signal-realtime signal-jumps wait-interrupted wait-signals trace-swallow seccomp-prctl limit-nofile
    trap-handler trap-handler-threads trap-default trap-longjmp trap-wait trap-wait-thread trap-debugger trap-io)
for source in perf-trap perf-queue; do
    bash "${RANKPROF_SOURCE:?is set by ctest}/tests/e2e/life.sh" "${cases[@]}" -- \
        -F 10000 --budget 50 --sampling-source $source
done
# The same of events that overflow, beside the timer.
bash "$RANKPROF_SOURCE/tests/e2e/life.sh" fork exec execveat exec-from-thread trap-wait trap-debugger trap-io -- \
    --budget 50 -e task-clock@100k,page-faults@10
