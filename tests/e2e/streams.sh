#!/bin/bash
# streams.sh: stdin, stdout, stderr and the terminal are the program's own.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

seq 100000 >input
"$APPS/stdin_stdout" <input >plain.out 2>plain.err
rankprof run -q -o D "$APPS/stdin_stdout" <input >profiled.out 2>profiled.err
same "stdout" plain.out profiled.out
same "stderr" plain.err profiled.err
same "stdout and stdin" input profiled.out

# Without -q rankprof may speak on stderr, never on stdout.
rankprof run -o P "$APPS/stdin_stdout" <input >spoken.out 2>said
same "stdout without -q" input spoken.out

# The reader of a pipe sees its end when the program ends, not when the collector does.
rankprof run -q -o R "$APPS/stdin_stdout" <input 2>said.R | tail -n 1 >last
expect "last line" "$(cat last)" 100000

# Under mpirun rank 0 has the stdin. (A short one: mpirun 4.1.4 itself crashes now and then on more.)
seq 300 >short
mpi_run 2 rankprof run -q -o M "$APPS/stdin_stdout" <short >mpi.out 2>said.mpi || fail "mpirun: $(cat said.mpi)"
same "stdout under mpirun" short mpi.out

for directory in D P R M; do
    settle "$directory"
done
command -v script >/dev/null || skip "no 'script' to make a terminal with; the rest passed"
tty_output() {
    script -qec "$*" /dev/null </dev/null | tr -d '\r'
}
tty_output "$APPS/stdin_stdout" >plain.tty
tty_output "rankprof run -q -o T $APPS/stdin_stdout" >profiled.tty
same "a terminal" plain.tty profiled.tty
settle T
grep -q 'terminals: 1 1 1' profiled.tty || fail "the program had no terminal: $(cat profiled.tty)"
