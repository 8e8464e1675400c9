#!/bin/bash
# top.sh: a running job of 4 ranks is shown in a terminal of any width, and no line is longer than that.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
[ "$(id -u)" = 0 ] || unset OMPI_ALLOW_RUN_AS_ROOT OMPI_ALLOW_RUN_AS_ROOT_CONFIRM
mpirun --oversubscribe -n 4 rankprof run -q -o D --slice 0.5 "$APPS/steps" 3600 >/dev/null 2>&1 &
launcher=$!
STARTED+=("$launcher")
shows() {
    rankprof top D --once >screen && grep -q ' assemble$' screen && grep -q 'ranks 4/4' screen
}
wait_for 60 shows
grep -q '^in MPI .* %  most: rank [0-3], ' screen || fail "nothing is said of MPI: $(cat screen)"
head -1 screen | grep -q 'steps 3600' || fail "the program is not named: $(head -1 screen)"

if type tmux >/dev/null 2>&1; then
    for columns in 60 80 120; do
        tmux -S "$WORK/tmux" -f /dev/null new-session -d -s "at-$columns" -x "$columns" -y 20 "$RANKPROF top D"
    done
    for columns in 60 80 120; do
        is_drawn() {
            tmux -S "$WORK/tmux" capture-pane -p -t "at-$columns" >screen && grep -q ' assemble$' screen
        }
        wait_for 30 is_drawn
        sed -n 1p screen | grep -q 'rankprof top - job .*ranks 4/4' || fail "$columns: the first line is gone: $(cat screen)"
        sed -n 2p screen | grep -q 'old .*overhead .* %' || fail "$columns: the second line is cut: $(cat screen)"
        sed -n 20p screen | grep -q '^q quit' || fail "$columns: the last line is gone: $(cat screen)"
        tmux -S "$WORK/tmux" send-keys -t "at-$columns" v
        shows_ranks() {
            tmux -S "$WORK/tmux" capture-pane -p -t "at-$columns" >screen && grep -q 'RANK   CPUs' screen
        }
        wait_for 30 shows_ranks
        tmux -S "$WORK/tmux" send-keys -t "at-$columns" q
    done
    no_session() {
        ! tmux -S "$WORK/tmux" list-sessions
    }
    wait_for 30 no_session
fi
kill -TERM "$launcher"
status_of wait "$launcher"
settle D
rankprof top D >screen || fail "top of an ended job"
grep -q 'ranks 0/4' screen || fail "the ended job: $(cat screen)"
status_of rankprof top 2>said
expect "exit status without a directory" "$STATUS" 2
