#!/bin/bash
# full-disk.sh [TIMES]: whatever the disk has room for, from nothing to all but the last table, the program runs as
# ever, one sentence names the file and the reason, and what was written opens.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
times=${1:-2}

mkdir small
[ "$(id -u)" = 0 ] || skip "only root can mount a small file system"
mount -t tmpfs -o size=4k tmpfs small 2>/dev/null || skip "a file system cannot be mounted here"
MOUNTED+=("$WORK/small")
"$APPS/split" 200 >plain
failed=0

# full_at KIB: the file system has room for so much.
full_at() {
    mount -o "remount,size=${1}k" small
    rankprof run -o small/D --slice 0.1 "$APPS/split" 200 2>&1 >full | cat >messages
    same "$1 KiB: what the program printed" plain full
    wait_for 30 no_collector small/D
    if ! rankprof check-file small/D/rank-000000.h5 >said 2>&1; then
        failed=$((failed + 1))
        grep -q "No space left on device" messages || fail "$1 KiB: the reason is not said: $(cat messages)"
        grep -q "small/D" messages || fail "$1 KiB: which file is not said: $(cat messages)"
    fi
    file=$(compgen -G "small/D/rank-*" || true)
    if [ -n "$file" ] && [ -s "$file" ]; then
        mount -o remount,size=8m small
        status_of rankprof report "$file" >said 2>&1
        [ "$STATUS" -lt 64 ] || fail "$1 KiB: report ended with $STATUS: $(cat said)"
    fi
    rm -rf small/*
}

for room in 4 16 64 $(for ((i = 0; i < times; i++)); do echo $((65 + RANDOM % 160)); done); do
    full_at "$room"
done
[ "$failed" -ge 3 ] || fail "there was room for everything"
