#!/bin/bash
# private.sh: what is nobody else's business stays with the user: modes of files, arguments, secrets in the
# environment, and the memory that a program shares with its collector.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

# Files are as private as the user's umask says, and never executable.
umask 077
profile D-umask "$APPS/split" 50
expect "modes of the files" "$(find D-umask -printf '%m ' | tr ' ' '\n' | sort -u | tr '\n' ' ' | xargs)" "600 700"
umask 022
profile D-open "$APPS/split" 50
expect "mode of a rank file" "$(stat -c %a D-open/rank-000000.h5)" 644

# No memory can be written and executed, in the program or in its collector.
rankprof run -q -o D-memory "$APPS/steady" 100000 >/dev/null 2>&1 &
pid=$!
STARTED+=("$pid")
wait_for 20 grep -q librankprof-agent "/proc/$pid/maps"
wait_for 20 test -n "$(collectors_of D-memory)"
for process in "$pid" $(collectors_of D-memory); do
    grep ' .wx' "/proc/$process/maps" && fail "memory of process $process can be written and executed"
done
kill "$pid"
settle D-memory

# Arguments: of the program, of what it starts, and as the launcher tells them.
export OMPI_ARGV="--password s3cret" SLURM_JOB_TOKEN=s3cret UCX_Secret=s3cret MY_OWN_VARIABLE=s3cret
told() {
    judge "$1" <<'END'
from judge import *
with h5py.File(arg(1) + "/rank-000000.h5") as file:
    print(bytes(file["strings/bytes"][()]).replace(b"\0", b"\n").decode())
    for key, value in file["identity"].attrs.items():
        print(key, value)
END
}
# shellcheck disable=SC2016 # $0 is the shell's that is profiled
command=(bash -c '"$0" 50 s3cret; true' "$APPS/split")
profile D-told "${command[@]}"
told D-told >found
grep -q 's3cret' found || fail "arguments are not recorded where they may be"
grep -qE 'SLURM_JOB_TOKEN|UCX_Secret|MY_OWN_VARIABLE' found && fail "a secret of the environment is in the file"
profile D-counted --redact-args "${command[@]}"
told D-counted >found
grep -q 's3cret' found && fail "an argument is told: $(grep s3cret found)"
grep -q 'bash \[arguments: 3\]' found || fail "arguments are not counted: $(grep arguments found)"
grep -q 'split \[arguments: 2\]' found || fail "arguments of a child are not counted: $(grep arguments found)"
grep -aq 's3cret' D-counted/* && fail "an argument is somewhere in the files"

# Another user neither gets a program's memory under the name of its collector, nor gives a collector any.
if [ "$(id -u)" != 0 ] || ! setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
    echo "not tested: another user, which only root can become"
    exit 0
fi
other=(setpriv --reuid=65534 --regid=65534 --clear-groups "${RANKPROF_PYTHON:-/usr/bin/python3}" -c)
chmod 755 "$WORK"
mkdir -m 777 said
"${other[@]}" '
import socket, sys
listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
listener.bind("\0" + sys.argv[1])
listener.listen()
open("said/ready", "w").close()
connection = listener.accept()[0]
open("said/connected", "w").close()
data, files, _, _ = socket.recv_fds(connection, 64, 1)
open("said/got", "w").write(f"{len(data)} {len(files)}")
' "rankprof-0-$$" &
STARTED+=($!)
wait_for 20 test -e said/ready
agent=$(dirname "$RANKPROF")/../lib/rankprof/librankprof-agent.so
LD_PRELOAD=$agent RANKPROF_SOCKET=rankprof-0-$$ RANKPROF_SETTINGS=rate=100 "$APPS/split" 50 >/dev/null
wait_for 20 test -s said/got
expect "what another user got of a program" "$(cat said/got)" "0 0"

start_steps rankprof run -q -o D-attacked --slice 0.1 "$APPS/steady" 8 "$WORK/go"
read_steps 4
name=$(grep -o '@rankprof-0-[^ ]*' /proc/net/unix | tail -1)
"${other[@]}" '
import socket, struct, sys
connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
connection.connect("\0" + sys.argv[1])
try:
    with open("/dev/null") as file:
        socket.send_fds(connection, [b"x" * 24], [file.fileno()])
    connection.settimeout(20)
    connection.recv(1)
except ConnectionError:
    pass
' "${name#@}" || fail "the collector kept a connection of another user"
touch go
read_steps 4
end_steps "a program whose collector another user called" 8
settle D-attacked
judge D-attacked <<'EOF2'
from judge import *
check_files(arg(1))
with h5py.File(arg(1) + "/rank-000000.h5") as file:
    must(int(file["slices/refused_processes"][()].sum()) == 0, "a stranger counts as a process")
EOF2
