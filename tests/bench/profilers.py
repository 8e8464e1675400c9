"""profilers.py: rankprof and its peers, each as a prefix of a command, and what they have written."""
import collections, glob, os, struct, subprocess, time
import h5py

# handler_ns: what a handler says of itself; complete: stacks that reach the start of their thread
Profile = collections.namedtuple("Profile", "samples bytes complete handler_ns", defaults=(0,))

PROGRAM_STARTS = "the program's own code, called by the C library's"


def starts_a_thread(modules):
    """
    Do frames, by module and leaf first, end as those of a whole stack do? With the program's entry,
    called from nowhere, below the C library; or in the C library, which starts threads. Without the
    symbols of a stripped program no more can be said of a stack, and what is said favours it.
    """
    own = [os.path.basename(module) for module in modules]
    if len(own) < 2:
        return False
    in_libc = [name.startswith(("libc.so", "libc-2")) for name in own[-2:]]
    return in_libc[0] and (in_libc[1] or not own[-1].startswith(("lib", "[", "ld-")))


class Nothing:
    """The program alone."""
    rate = 0

    def __init__(self, name="nothing"):
        self.name = name

    def prefix(self, folder):
        return []

    def options(self):
        """What the program is told in addition."""
        return []

    def helpers(self, process, folder):
        """Ids of the processes that work for the profiler while the program runs."""
        return []

    def read(self, folder):
        return Profile(0, 0, 0)


class EmptyHandler(Nothing):
    """The program interrupts itself, and does nothing then: the kernel's part."""

    def __init__(self, rate):
        self.name, self.rate = "an empty handler", rate

    def options(self):
        return [str(self.rate)]


class Rankprof(Nothing):
    SLICE = 10 # seconds, the default; of a program that others take turns with, many more

    def __init__(self, rankprof, rate):
        self.name, self.rankprof, self.rate, self.turns = "rankprof", rankprof, rate, 1

    def prefix(self, folder):
        return [self.rankprof, "run", "-q", "-F", str(self.rate), "--slice", str(self.SLICE * self.turns),
                "-o", f"{folder}/D"]

    def helpers(self, process, folder):
        found = []
        for path in glob.glob("/proc/[0-9]*"):
            try:
                if (os.readlink(f"{path}/exe") == os.path.realpath(self.rankprof)
                        and f"{folder}/D".encode() in open(f"{path}/cmdline", "rb").read().split(b"\0")):
                    found.append(int(path[6:]))
            except OSError:
                pass
        return found

    def read(self, folder):
        while glob.glob(f"{folder}/D/*.part") or not glob.glob(f"{folder}/D/rank-*.h5"):
            time.sleep(0.05)
        samples = partial = size = handler_ns = 0
        for path in glob.glob(f"{folder}/D/rank-*.h5"):
            with h5py.File(path) as file:
                samples += int(file["slices/samples"][()].sum())
                partial += int(file["slices/partial"][()].sum())
                handler_ns += int(file["slices/handler_ns"][()].sum())
            size += os.path.getsize(path)
        return Profile(samples, size, samples - partial, handler_ns)


class Perf(Nothing):
    LOOKED_AT = 1000 # stacks; to unwind those of --call-graph dwarf takes milliseconds each

    def __init__(self, graph, rate):
        self.graph, self.rate = graph, rate
        self.name = "perf record -g" if graph == "fp" else f"perf --call-graph {graph}"

    def prefix(self, folder):
        return ["sh", "-c", f'exec perf record -q -F {self.rate} --call-graph {self.graph} '
                            f'-o "$(mktemp {folder}/perf.XXXXXX)" -- "$@"', "perf"]

    def helpers(self, process, folder):
        return [process.pid]

    def read(self, folder):
        samples = size = looked_at = complete = 0
        for path in glob.glob(f"{folder}/perf.*"):
            size += os.path.getsize(path)
            times = subprocess.run(["perf", "script", "-i", path, "-F", "time"],
                                   capture_output=True, text=True, check=False).stdout
            samples += times.count("\n")
            for modules in self.stacks(path):
                looked_at += 1
                complete += starts_a_thread(modules)
        return Profile(samples, size, samples * complete / max(looked_at, 1))

    def stacks(self, path):
        """The modules of each stack, leaf first, of the first samples."""
        script = subprocess.Popen(["perf", "script", "--no-inline", "-i", path, "-F", "ip,sym,dso"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        modules, found = [], 0
        for line in script.stdout:
            if line.strip():
                modules.append(line.rsplit("(", 1)[-1].rstrip(")\n"))
            elif modules:
                yield modules
                modules, found = [], found + 1
                if found == self.LOOKED_AT:
                    break
        script.kill()
        script.communicate()


class Gperftools(Nothing):
    def __init__(self, library, rate):
        self.name, self.library, self.rate = "gperftools", library, rate

    def prefix(self, folder):
        return ["sh", "-c", f'CPUPROFILE="$(mktemp {folder}/gperf.XXXXXX)" CPUPROFILE_FREQUENCY={self.rate} '
                            f'LD_PRELOAD={self.library} exec "$@"', "gperftools"]

    def read(self, folder):
        samples = size = complete = 0
        for path in glob.glob(f"{folder}/gperf.*"):
            data = open(path, "rb").read()
            size += len(data)
            for count, modules in self.stacks(data):
                samples += count
                complete += count * starts_a_thread(modules)
        return Profile(samples, size, complete)

    @staticmethod
    def stacks(data):
        """(count, modules) of each stack: words of the file, up to the trailer; then /proc/self/maps."""
        if len(data) < 40:
            return
        words = struct.unpack(f"<{len(data) // 8}Q", data[:len(data) // 8 * 8])
        at, found = 2 + words[1], []
        while not (words[at] == 0 and words[at + 1] == 1 and words[at + 2] == 0):
            found.append((words[at], words[at + 2:at + 2 + words[at + 1]]))
            at += 2 + words[at + 1]
        maps = []
        for line in data[8 * (at + 3):].decode(errors="replace").splitlines():
            fields = line.split()
            if len(fields) >= 6:
                low, high = (int(end, 16) for end in fields[0].split("-"))
                maps.append((low, high, fields[5]))
        for count, pcs in found:
            yield count, [next((path for low, high, path in maps if low <= pc - 1 < high), "?") for pc in pcs]


def peers(rankprof, rates):
    """All that are here, at each rate; what is missing is named."""
    library = next((path for pattern in ("/usr/lib/*/libprofiler.so.0", "/usr/lib64/libprofiler.so.0")
                    for path in glob.glob(pattern)), None)
    has_perf = subprocess.run(["perf", "record", "-q", "-o", "/dev/null", "true"],
                              capture_output=True, check=False).returncode == 0
    found = [Nothing(), Nothing("nothing, again")]
    for rate in rates:
        found += [EmptyHandler(rate), Rankprof(rankprof, rate)]
        found += [Perf("fp", rate), Perf("dwarf", rate)] if has_perf else []
        found += [Gperftools(library, rate)] if library else []
    for profiler in found:
        profiler.turns = 2 * len(found) # each comes after one of the plain copy
    missing = [] if has_perf else ["perf (package linux-perf)"]
    missing += [] if library else ["gperftools (package libgoogle-perftools4)"]
    if missing:
        print(f"Left out, for it does not work here: {', '.join(missing)}.\n")
    return found
