#!/bin/bash
# life.sh: what programs do with processes, threads and signals (tests/apps/life) ends the same with rankprof, and is profiled.
# usage: life.sh [CASE...] [-- OPTION OF RUN...]
# LIFE_ENVIRONMENT holds NAME=VALUE words, for rankprof and for the programs: libraries of others, for example.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

chosen=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    chosen+=("$1")
    shift
done
[ $# = 0 ] || shift
options=("$@")
read -r -a environment <<<"${LIFE_ENVIRONMENT:-}"

# run_case FILES COMMAND...: what a shell sees of it.
run_case() {
    local files=$1 status=0
    shift
    env "${environment[@]}" "$@" >"$files.out" 2>"$files.err" </dev/null || status=$?
    echo "$status" >"$files.status"
}

# run_profiled NAME: must end as the plain run did.
run_profiled() {
    local name=$1 part
    rm -rf "D-$name"
    run_case "$name.profiled" rankprof run -q -F 1000 "${options[@]}" -o "D-$name" "$APPS/life" "$name"
    for part in status out err; do
        same "$part of $name" "$name.plain.$part" "$name.profiled.$part"
    done
}

# The cases of which no sample was taken.
unsampled() {
    judge expected <<'EOF'
from judge import *
with open(arg(1), encoding="utf-8") as lines:
    for name in (line.split()[0] for line in lines):
        with h5py.File(f"D-{name}/rank-000000.h5", "r", swmr=True) as file:
            if file["slices/samples"][()].sum() == 0:
                print(name)
EOF
}

"$APPS/life" >all
while read -r name processes threads; do
    [ ${#chosen[@]} = 0 ] || [[ " ${chosen[*]} " == *" $name "* ]] || continue
    run_case "$name.plain" "$APPS/life" "$name"
    grep -q '^left out' "$name.plain.out" && continue
    run_profiled "$name"
    echo "$name $processes $threads" >>expected
done <all
while read -r name _; do
    settle "D-$name"
done <expected

# Short work may begin and end between two ticks of the kernel: such a case has two more chances.
for _ in 1 2; do
    for name in $(unsampled); do
        run_profiled "$name"
        settle "D-$name"
    done
done
rankprof check-file D-*/rank-*.h5 >/dev/null

judge expected <<'EOF'
from judge import *
with open(arg(1), encoding="utf-8") as lines:
    for line in lines:
        directory, processes, threads = "D-" + line.split()[0], *map(int, line.split()[1:])
        with h5py.File(os.path.join(directory, "rank-000000.h5"), "r", swmr=True) as file:
            seen = file["threads/threads"][()].sum()
            images = (file["processes/pid"][()] > 0).sum()
            must(images == processes, f"{directory}: {images} images of processes, expected {processes}")
            must(seen == threads, f"{directory}: {seen} threads, expected {threads}")
            must(file["slices/samples"][()].sum() > 0, f"{directory}: no samples")
EOF
