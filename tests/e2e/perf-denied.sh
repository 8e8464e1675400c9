#!/bin/bash
# perf-denied.sh: where perf_event_open is refused (perf_event_paranoid 3 or 4, a container, an old kernel) the timer samples, and run, file and report say why.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

for error in EACCES EPERM ENOSYS; do
    "$APPS/without_call" perf_event_open $error rankprof run -o "D-$error" -F 10000 \
        "$APPS/split" 400 2>&1 >/dev/null | cat >"$error.said"
    settle "D-$error"
    grep -q 'not the 10000 Hz asked for' $error.said || fail "$error is not said: $(cat $error.said)"
    "$APPS/without_call" perf_event_open $error rankprof doctor . >"$error.doctor" || fail "doctor: $(cat $error.doctor)"
    grep 'perf-queue' $error.doctor | grep -q '^limited' || fail "the doctor finds it well: $(cat $error.doctor)"
done

judge EACCES EPERM ENOSYS <<'EOT'
from judge import *
for error in sys.argv[1:]:
    check_files(f"D-{error}")
    profile = Profile(f"D-{error}")
    source, remark = (profile.text(profile.processes[name][0]) for name in ("source", "remark"))
    must("timer_create" in source, f"{error}: {source}")
    reason = "has no perf_event_open" if error == "ENOSYS" else "not permitted: kernel.perf_event_paranoid is"
    must(reason in remark, f"{error}: '{remark}'")
    must(profile.samples() > 0 and profile.share("mostly") > 0.5, f"{error}: time was not sampled")
    said = rankprof("report", f"D-{error}", "--view", "quality")
    must(reason in said, f"{error}: the report does not say why: {said}")
EOT
