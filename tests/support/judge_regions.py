"""judge_regions.py: what tests ask of the regions in a profile, against a program's own ledger."""
import numpy

from judge import must, near, report

KIND_REGION = 6
NS = 1e-9


class Ledger:
    """Of one rank, as tests/apps/mpi_regions writes it: {path: (visits, iterations, seconds, MPI seconds)}."""

    def __init__(self, path):
        self.rows = {}
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                region, numbers = line.rstrip("\n").split("\t")
                visits, iterations, ns, mpi_ns = (int(word) for word in numbers.split())
                self.rows[region] = (visits, iterations, ns * NS, mpi_ns * NS)


def region_paths(profile):
    """For each context, the path of the regions that it lies in."""
    paths = [""]
    for row in range(1, len(profile.contexts["parent"])):
        path = paths[profile.contexts["parent"][row]]
        if profile.contexts["kind"][row] == KIND_REGION:
            name = profile.function_names[profile.contexts["function"][row]]
            path = f"{path} > {name}" if path else name
        paths.append(path)
    return paths


def own_value(profile, path, metric, rank=None):
    """Of the region alone, without those within it."""
    if metric not in profile.metric_names:
        return 0
    values = profile.by_context(metric, rank)
    return sum(values[row] for row, known in enumerate(region_paths(profile))
               if known == path and profile.contexts["kind"][row] == KIND_REGION)


def counted(profile, path, rank=None):
    return tuple(int(own_value(profile, path, metric, rank)) for metric in ("region_visits", "iterations"))


def compare_regions(profile, directory, ledgers):
    """Counts are equal; times, which the program takes at almost the same moments, are near."""
    for rank, ledger in enumerate(ledgers):
        for path, (visits, iterations, seconds, mpi) in ledger.rows.items():
            must(counted(profile, path, rank) == (visits, iterations),
                 f"rank {rank}: '{path}' began {counted(profile, path, rank)} times, "
                 f"the program counted {(visits, iterations)}")
            for metric, wanted in (("region_time", seconds), ("region_mpi", mpi)):
                got = own_value(profile, path, metric, rank) * NS
                near(f"{directory}: rank {rank}: {metric} of '{path}'", got, wanted, 0.1 * wanted + 0.15)
    compare_efficiency(directory, ledgers)


def compare_efficiency(directory, ledgers):
    """Of "solve" with all within it."""
    parts = [[row for path, row in ledger.rows.items() if path.startswith("solve")] for ledger in ledgers]
    times = [sum(row[2] for row in rows) for rows in parts]
    useful = [sum(row[2] - row[3] for row in rows) for rows in parts]
    found = next(row for row in report(directory)["regions"] if row["region"] == "solve")
    mean = sum(useful) / len(useful)
    for name, wanted in (("parallel", mean / max(times)), ("load_balance", mean / max(useful)),
                         ("communication", max(useful) / max(times))):
        near(f"{directory}: {name} of 'solve'", found[name], wanted, 0.1)


def check_home(profile, function, region):
    """All that was sampled in the function lies in the region; the first moments of a thread need not."""
    paths = region_paths(profile)
    inside = profile.levels(function) > 0
    values = profile.by_context("samples")
    total = values[inside].sum()
    there = sum(values[row] for row in numpy.flatnonzero(inside)
                if paths[row] == region or paths[row].startswith(region + " > "))
    must(total >= 5, f"only {int(total)} samples of {function}")
    must(there >= 0.8 * total, f"only {int(there)} of {int(total)} samples of {function} lie in '{region}'")


def check_calls(profile, call, region, wanted):
    paths = region_paths(profile)
    counts = profile.by_context("mpi_calls")
    got = {}
    for row in numpy.flatnonzero(counts):
        if profile.function_names[profile.contexts["function"][row]] == call:
            got[paths[row]] = got.get(paths[row], 0) + int(counts[row])
    must(got == {region: wanted}, f"{call} was counted in {got}, expected {wanted} in '{region}'")


def check_choice(directory):
    """What is asked of one region is that of it alone."""
    everything, chosen = report(directory), report(directory, "--region", "set-up")
    must(0 < chosen["value"] < everything["value"], "the region holds nothing or all")
    must([row["call"] for row in chosen["mpi"]] == [], f"'set-up' has MPI calls: {chosen['mpi']}")
    near("'set-up' by its path", report(directory, "--region", "set-up")["value"], chosen["value"], 1e-9)
    inner = report(directory, "--region", "solve > step > exchange")
    must([row["call"] for row in inner["mpi"]] == ["MPI_Allreduce"], f"the calls are {inner['mpi']}")
