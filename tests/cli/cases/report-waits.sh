# shellcheck shell=sh
# A part file whose writer lives is waited for; here the writer finishes as soon as that is said.
"$RANKPROF" run -q sh -c : && "$RANKPROF" report >text 2>/dev/null
mv rankprof-* d && rm -f d/cluster.h5 && mv d/rank-000000.h5 d/rank-000000.h5.part
"${RANKPROF_PYTHON:-python3}" -c '
import fcntl, os, struct, subprocess, sys
part = open("d/rank-000000.h5.part", "r+b")
F_OFD_SETLK = 37
fcntl.fcntl(part, F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
report = subprocess.Popen([sys.argv[1], "report", "d"], stderr=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, text=True)
print(report.stderr.readline().strip())
os.rename("d/rank-000000.h5.part", "d/rank-000000.h5")
part.close()
print(report.stderr.readline().strip())
sys.exit(report.wait())
' "$RANKPROF"
