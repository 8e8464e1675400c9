# shellcheck shell=sh
# On a terminal of 60 columns no line is longer, and long names lose their middle.
"$MAKE_CLUSTER" plain c.h5 && "${RANKPROF_PYTHON:-python3}" -c '
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    os.execv(sys.argv[1], [sys.argv[1], "report", "c.h5"])
text = b""
while True:
    try:
        block = os.read(fd, 4096)
    except OSError:
        break
    if not block:
        break
    text += block
lines = text.decode("ascii").splitlines()
assert len(lines) > 5 and max(map(len, lines)) <= 60, lines
print([line for line in lines if ".." in line][-1])
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
' "$RANKPROF"
