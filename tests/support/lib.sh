# shellcheck shell=bash
# tests/support/lib.sh: to be sourced by the end-to-end tests: a scratch folder, the ways to run, the
# ways to fail. CTest sets RANKPROF (the program), RANKPROF_APPS (folder of the built tests/apps),
# RANKPROF_SOURCE (top of the sources) and RANKPROF_PYTHON (the Python that has h5py).
set -euo pipefail

: "${RANKPROF:?is set by ctest: the program rankprof}"
: "${RANKPROF_APPS:?is set by ctest: the folder of the test programs}"
: "${RANKPROF_SOURCE:?is set by ctest: the top of the sources}"
export APPS=$RANKPROF_APPS
# shellcheck source=scripts/mpi.sh
. "$RANKPROF_SOURCE/scripts/mpi.sh"

# Nothing of the caller's may change what is tested.
for variable in $(compgen -e | grep -E '^(RANKPROF_(OUTPUT|RATE|BUDGET|CLOCK|SAMPLING_SOURCE|EVENTS|SLICE|QUIET|SOCKET|SETTINGS)|OMPI_COMM|PMIX_|SLURM_)' || true); do
    unset "$variable"
done
export LC_ALL=C OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
PATH=$(dirname "$RANKPROF"):$PATH

WORK=$(mktemp -d "${TMPDIR:-/tmp}/rankprof-e2e.XXXXXX")
STARTED=() # process ids to be ended with the test
MOUNTED=() # file systems to be unmounted with the test
clean_up() {
    local status=$? item
    for item in "${STARTED[@]}"; do
        kill -KILL "$item" 2>/dev/null || true
    done
    cd /
    for item in "${MOUNTED[@]}"; do
        umount -l "$item" || true
    done
    if [ "$status" != 0 ] && [ "$status" != 77 ] && [ -n "${RANKPROF_KEEP:-}" ]; then
        echo "kept: $WORK" >&2
    else
        rm -rf "$WORK"
    fi
}
trap clean_up EXIT
trap 'echo "failed: ${BASH_SOURCE[0]##*/}, line $LINENO" >&2' ERR
cd "$WORK"
ulimit -c 0 # programs that end by a signal leave no core here

fail() {
    echo "failed: $*" >&2
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

# expect WHAT GOT WANTED
expect() {
    [ "$2" = "$3" ] || fail "$1 is '$2', expected '$3'"
}

# one_line FILE PATTERN...: FILE holds exactly one line, in which each pattern (grep -i) is found.
one_line() {
    local file=$1 pattern
    shift
    [ "$(wc -l <"$file")" = 1 ] || fail "expected one line, got: $(cat "$file")"
    for pattern in "$@"; do
        grep -qi -e "$pattern" "$file" || fail "no '$pattern' in: $(cat "$file")"
    done
}

# same WHAT FILE FILE
same() {
    diff "$2" "$3" >&2 || fail "$1 differs"
}

# status_of COMMAND...: runs it and stores its exit status in STATUS.
# shellcheck disable=SC2034
status_of() {
    STATUS=0
    "$@" || STATUS=$?
}

# wait_for SECONDS COMMAND...: until the command succeeds; fails after SECONDS.
wait_for() {
    local tries=$(($1 * 50))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $((tries -= 1)) -gt 0 ] || fail "waited in vain for: $*"
        sleep 0.02
    done
}

# The collector outlives the application by a moment: until every rank file of DIR is complete.
complete() {
    compgen -G "$1/rank-*.h5" >/dev/null && ! compgen -G "$1/*.part*" >/dev/null
}
settle() {
    wait_for 30 complete "$1"
}

# profile DIR COMMAND...: runs it under rankprof, into DIR; options of `run` may stand first.
profile() {
    local directory=$1
    shift
    rankprof run -q -o "$directory" "$@"
    settle "$directory"
}

# profile_mpi RANKS DIR COMMAND...
profile_mpi() {
    local ranks=$1 directory=$2
    shift 2
    mpi_run "$ranks" rankprof run -q -o "$directory" "$@"
    settle "$directory"
    expect "number of rank files" "$(compgen -G "$directory/rank-*.h5" | wc -l)" "$ranks"
}

# The Pythons here whose functions are told by name, by path.
pythons() {
    local name
    for name in "${RANKPROF_PYTHON:-python3}" python3.11 python3.12 python3.13 \
        "${HOME:-/}"/.pyenv/versions/3.1[123].*/bin/python3; do
        "$name" -c 'import os, sys
if (3, 11) <= sys.version_info < (3, 14):
    print(os.path.realpath(sys.executable))' 2>/dev/null || true
    done | sort -u
}

# The collectors that write to DIR, by process id.
collectors_of() {
    local process
    for process in /proc/[0-9]*; do
        [ "$(readlink "$process/exe")" = "$(readlink -f "$RANKPROF")" ] || continue
        tr '\0' '\n' <"$process/cmdline" | grep -qxF -e "$1" && echo "${process#/proc/}"
    done 2>/dev/null
    return 0
}

# no_collector DIR: it has ended; to be waited for.
no_collector() {
    [ -z "$(collectors_of "$1")" ]
}

# start_steps COMMAND...: starts it, which ends in the program steady, as process $pid; what it says is in `messages`.
start_steps() {
    rm -f lines
    mkfifo lines
    "$@" >lines 2>messages &
    pid=$!
    STARTED+=("$pid")
    exec 8<lines
}

# read_steps COUNT: waits for so many steps more; $line tells of the last one.
read_steps() {
    for ((steps = 0; steps < $1; steps++)); do
        read -r line <&8
    done
}

# end_steps WHAT COUNT: the program has ended as it should, after so many steps.
end_steps() {
    exec 8<&-
    status_of wait "$pid"
    expect "$1: exit status of the program" "$STATUS" 0
    expect "$1: steps of the program" "${line% *}" "$2"
}

# judge ARGUMENT...: runs the Python on stdin with the helpers of judge.py.
judge() {
    PYTHONPATH=$RANKPROF_SOURCE/tests/support "${RANKPROF_PYTHON:-/usr/bin/python3}" - "$@"
}
