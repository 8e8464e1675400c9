#!/bin/bash
# taken-away.sh: the output directory is renamed or removed, its permission lost, files are few, and 200 processes
# come at once: the program runs as ever, and what can be kept is.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# while_running NAME COMMAND...: runs the command half-way through a profiled program.
while_running() {
    local name=$1
    shift
    start_steps rankprof run -o "D-$name" -F 250 --slice 0.1 "$APPS/steady" 8 "$WORK/go-$name"
    read_steps 4
    wait_for 20 compgen -G "D-$name/rank-*.part"
    "$@"
    touch "go-$name"
    read_steps 4
    end_steps "$name" 8
}

while_running renamed mv D-renamed elsewhere
wait_for 30 no_collector D-renamed
rankprof check-file elsewhere/rank-* >said || fail "after the directory was renamed: $(cat said)"

while_running removed rm -r D-removed
wait_for 30 no_collector D-removed
[ ! -e D-removed ] || rankprof report D-removed >said 2>&1 || true

while_running forbidden chmod 0 D-forbidden
chmod 700 D-forbidden
wait_for 30 no_collector D-forbidden
rankprof check-file D-forbidden/rank-* >said || fail "after the permission was lost: $(cat said)"

# Few files: from none that is too many on.
"$APPS/split" 100 >plain
for files in 6 8 12 16 24; do
    (ulimit -n $files && exec rankprof run -q -o "D-$files" "$APPS/split" 100) >few 2>messages
    same "what the program printed with $files files" plain few
    wait_for 30 no_collector "D-$files"
done
settle D-24
rankprof report D-24 >said || fail "with 24 files: $(cat said)"

# Each is a process of its own with a program of its own.
cat >crowd <<'END'
for i in $(seq 200); do sleep 0.2 & done
wait
END
profile D-crowd bash crowd
judge D-crowd <<'EOF'
from judge import *
check_files(arg(1))
profile = Profile(arg(1))
must(len(profile.processes["pid"]) >= 200, f"only {len(profile.processes['pid'])} processes of 200")
EOF
