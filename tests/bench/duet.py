"""duet.py: what profilers add to the CPU time of one program whose copies take turns under them.

usage: duet.py RANKPROF YARDSTICK ROUNDS RATE...

In every round each copy of the yardstick does one unit of the same work, in an order chosen at
random; before and after it the copy without a profiler does one. What a profiler adds is how much
longer its unit took than those two, the median over the rounds. Where those two differ by more than
a twentieth something else disturbed the machine, and the turn is left out. What the profiler's own
processes use meanwhile is added.
"""
import glob, math, os, random, statistics, subprocess, sys, tempfile
from profilers import peers

FRAMES, VISITS, UNITS_BEFORE = 28, 1000, 10
DISTURBED = 1 / 20


class Copy:
    def __init__(self, profiler, yardstick, folder):
        self.profiler, self.folder, self.ratios, self.all = profiler, folder, [], 0
        for name in "in", "out":
            os.mkfifo(f"{folder}/{name}")
        self.process = subprocess.Popen(
            profiler.prefix(folder) + [yardstick, f"{folder}/in", f"{folder}/out", str(FRAMES), str(VISITS)]
            + profiler.options(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.ask, self.answer = open(f"{folder}/in", "wb", buffering=0), open(f"{folder}/out")

    def work(self):
        self.ask.write(b"u")
        spent = int(self.answer.readline())
        self.all += spent
        return spent

    def helpers_ns(self):
        total = 0
        for pid in self.profiler.helpers(self.process, self.folder):
            for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
                total += int(open(path).read().split()[0])
        return total

    def end(self):
        self.ask.close()
        self.process.wait()
        self.answer.close()


def take_turns(plain, copies):
    before = plain.work()
    for copy in random.sample(copies, len(copies)):
        own, after = copy.work(), plain.work()
        if abs(before - after) < DISTURBED * min(before, after):
            copy.ratios.append(2 * own / (before + after))
        before = after


def measure(plain, copies, rounds):
    for copy in [plain, *copies]:
        for _ in range(UNITS_BEFORE):
            copy.work()
        copy.helpers_before, copy.all_before = copy.helpers_ns(), copy.all
    for _ in range(rounds):
        take_turns(plain, copies)
    for copy in [plain, *copies]:
        copy.helped = (copy.helpers_ns() - copy.helpers_before) / (copy.all - copy.all_before)
        copy.end()


def median_and_error(values):
    """The median, and how far off it may be: half of what 95 of 100 resampled medians lie within."""
    if not values: # no turn was left
        return math.nan, math.nan
    again = sorted(statistics.median(random.choices(values, k=len(values))) for _ in range(400))
    return statistics.median(values), (again[389] - again[10]) / 2


def row(copy):
    added, error = median_and_error([ratio - 1 for ratio in copy.ratios])
    helped = copy.helped
    profile = copy.profiler.read(copy.folder)
    rate = profile.samples / (copy.all / 1e9) or copy.profiler.rate
    line = {"profiler": copy.profiler.name, "Hz asked for": copy.profiler.rate or "",
            "Hz": f"{rate:.0f}" if profile.samples else "",
            "added in the program, %": f"{100 * added:.2f} ± {100 * error:.2f}",
            "by the profiler's processes, %": f"{100 * helped:.2f}" if helped else "",
            "together, %": f"{100 * (added + helped):.2f}",
            "us a sample, in the program": f"{added / rate * 1e6:.1f} ± {error / rate * 1e6:.1f}" if rate else "",
            "of it by its own account": "", "bytes a sample": "", "whole stacks, %": ""}
    if profile.samples:
        line["bytes a sample"] = f"{profile.bytes / profile.samples:.1f}"
        line["whole stacks, %"] = f"{100 * profile.complete / profile.samples:.1f}"
    if profile.handler_ns:
        line["of it by its own account"] = f"{profile.handler_ns / profile.samples / 1e3:.1f}"
    return line


def main(rankprof, yardstick, rounds, *rates):
    with tempfile.TemporaryDirectory(prefix="rankprof-duet.") as work:
        copies = []
        for number, profiler in enumerate(peers(rankprof, [int(rate) for rate in rates])):
            os.mkdir(f"{work}/{number}")
            copies.append(Copy(profiler, yardstick, f"{work}/{number}"))
        plain, *others = copies
        measure(plain, others, int(rounds))
        print(f"{rounds} rounds; of the turns {100 * statistics.mean(len(copy.ratios) for copy in others) / int(rounds):.0f} % "
              "were not disturbed.\n")
        for number, copy in enumerate(others):
            line = row(copy)
            if number == 0:
                print(f"| {' | '.join(line)} |\n|{'---|' * len(line)}")
            print(f"| {' | '.join(str(cell) for cell in line.values())} |", flush=True)


main(*sys.argv[1:])
