#!/bin/sh
# tests/mpi/merge-same-bytes.sh: however many processes merge, the cluster file is the same.
# CTest sets MERGE_JOB, MERGE (rankprof-merge), RANKPROF_SOURCE and RANKPROF_PYTHON.
set -eu
# shellcheck source=scripts/mpi.sh
. "$RANKPROF_SOURCE/scripts/mpi.sh"
# MPI itself leaks, in modules that are gone at the end; our leaks are found by the unit tests.
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"

work=$(mktemp -d "${TMPDIR:-/tmp}/rankprof-mpi.XXXXXX")
trap 'rm -rf "$work"' EXIT

same() {
    "$RANKPROF_PYTHON" "$RANKPROF_SOURCE/tests/mpi/same-content.py" "$@"
}

# merge_with N: partial data is merged, which is exit status 4.
merge_with() {
    status=0
    mpi_run "$1" "$MERGE" -q -o "$work/by-$1.h5" "$work/job" || status=$?
    if [ "$status" != 4 ]; then
        echo "with $1 processes the merge ended with $status, not with 4" >&2
        exit 1
    fi
}

"$RANKPROF_PYTHON" -c 'import h5py' || exit 77
mkdir "$work/job"
"$MERGE_JOB" write "$work/job" 13
before=$(cd "$work/job" && md5sum ./*)
"$MERGE_JOB" merge "$work/job" "$work/alone.h5"
for processes in 1 2 4 8; do
    merge_with "$processes"
done
same "$work/alone.h5" "$work"/by-?.h5

# More processes than files, and the files in other places.
mkdir "$work/job/shard"
mv "$work"/job/rank-00000[0-4].h5* "$work/job/shard/"
find "$work/job" -name 'rank-*' | sort -r | tail -n +4 | xargs rm
"$MERGE_JOB" merge "$work/job" "$work/few.h5"
merge_with 4
same "$work/few.h5" "$work/by-4.h5"

# The input is as it was.
after=$(cd "$work/job" && find . -name 'rank-*' -exec md5sum {} +)
echo "$after" | while read -r sum name; do
    case $before in
    *"$sum"*) ;;
    *) echo "$name was changed" >&2 && exit 1 ;;
    esac
done

# No rank file at all: one sentence, and no output.
mkdir "$work/empty"
status=0
mpi_run 2 "$MERGE" "$work/empty" 2>"$work/message" || status=$?
[ "$status" = 3 ]
grep -q "holds no rank files" "$work/message"
[ ! -e "$work/empty/cluster.h5" ]
status=0
mpi_run 2 "$MERGE" 2>"$work/message" || status=$?
[ "$status" = 2 ]
grep -q usage "$work/message"
