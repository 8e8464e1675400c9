"""judge_late.py: who was late in tests/apps/mpi_late, by its own logs and by a profile.

The logs say at every moment where each rank was. The truth follows from them by the rule of the
merge, applied to all moments: who waits for n late ranks waits for each of them by 1/n; who is late
because it waits itself passes that on.
"""
import bisect
import collections
import math

from judge import SIGMAS, must, near, report

BEGAN, BASE_DONE, IN_TURN_DONE, ALWAYS_DONE, CALLED, RETURNED = range(6)
STAGES = [(BASE_DONE, "base"), (IN_TURN_DONE, "late_in_turn"), (ALWAYS_DONE, "late_always"), (CALLED, "main")]
LEAST_SHARE = 0.02  # smaller ones are not compared


class Logs:
    def __init__(self, path, ranks, groups):
        """groups: those that meet, as lists of ranks; None: each receives from the one before."""
        self.steps = [[[int(word) for word in line.split()] for line in open(f"{path}.{rank}", encoding="ascii")]
                      for rank in range(ranks)]
        self.count = min(len(steps) for steps in self.steps)
        self.began = [[step[BEGAN] for step in steps] for steps in self.steps]
        self.came = CALLED if groups else ALWAYS_DONE
        self.others = [[other for other in group if other != rank] if groups else [(rank + ranks - 1) % ranks]
                       for rank in range(ranks)
                       for group in (groups or [[rank]]) if rank in group]
        self.moments = sorted({ns for steps in self.steps for step in steps[:self.count] for ns in step})

    def late(self, rank, step, now):
        """The ranks that this one waits for at that moment of its call."""
        return [other for other in self.others[rank]
                if now < self.steps[other][step][self.came] <= self.steps[rank][step][RETURNED]]

    def stage(self, rank, now):
        """(what the rank does at that moment, or None within the call; the step)"""
        step = bisect.bisect_right(self.began[rank], now) - 1
        moments = self.steps[rank][step]
        if step < 0 or now >= moments[RETURNED]:
            return "main", step
        return next((name for end, name in STAGES if now < moments[end]), None), step

    def give(self, found, rank, now, ns, depth=0):
        """Gives the time to what the rank does, or to those that it waits for itself."""
        stage, step = self.stage(rank, now)
        late = [] if stage else self.late(rank, step, now)
        if not late or depth > 20:
            found[stage or "MPI", rank] += ns
        for other in late:
            self.give(found, other, now, ns / len(late), depth + 1)

    def truth(self):
        """Time that was waited, by (what was done, rank that did it)."""
        found = collections.Counter()
        for rank, steps in enumerate(self.steps):
            for step in range(self.count):
                start = steps[step][CALLED]
                came = [self.steps[other][step][self.came] for other in self.late(rank, step, start)]
                if not came:
                    continue
                first = bisect.bisect_right(self.moments, start)
                points = [start] + self.moments[first:bisect.bisect_left(self.moments, max(came))] + [max(came)]
                for now, after in zip(points, points[1:]):
                    late = self.late(rank, step, now)
                    for other in late:
                        self.give(found, other, now, (after - now) / len(late))
        return found


def share_by(found, part):
    """{key[part]: share of the whole}"""
    shares = collections.Counter()
    for key, value in found.items():
        shares[key[part]] += value / sum(found.values())
    return shares


def compare_late(directory, logs, call, points):
    """Shares of what late ranks did, and of the ranks, in the call of main() with most waiting."""
    truth = logs.truth()
    calls = [it for it in report(directory)["mpi_waits"]["calls"] if it["call"] == call and it["caller"] == "main"]
    must(calls, f"{call} in main is not among the calls in which ranks waited")
    found = collections.Counter()
    for late in calls[0]["late"]:
        name = late["function"] or "not sampled"
        for rank in late["ranks"]:
            found["MPI" if name.startswith("MPI_") else name, rank["rank"]] += rank["seconds"]
    samples = sum(late["samples"] for late in calls[0]["late"])
    waited = sum(truth.values()) * 1e-9
    near(f"{directory}: waited in {call}", calls[0]["waited_seconds"], waited, 0.1 * waited)
    must(samples >= 60, f"{directory}: only {samples} samples of late ranks")
    for part, what in ((0, "what late ranks did"), (1, "late ranks")):
        wanted, got = share_by(truth, part), share_by(found, part)
        for key in wanted | got:
            error = SIGMAS * math.sqrt(max(wanted[key] * (1 - wanted[key]), 0.01) / samples)
            if max(wanted[key], got[key]) > LEAST_SHARE:
                print(f"{directory}: {what}: {key}: true {wanted[key]:.3f}, found {got[key]:.3f}")
                near(f"{directory}: {what}: share of {key} ({samples} samples)", got[key], wanted[key],
                     max(points / 100, error if part == 0 else 0.05))
