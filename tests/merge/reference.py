"""reference.py DIRECTORY CLUSTER: merges rank files a second time, slowly and simply, and compares.

It shares nothing with rankprof but the description of the files in docs/format.md: dictionaries and
whole numbers of Python instead of keys, batches and processes. Integers must be equal, floats to 1e-12.
"""
import glob
import math
import os
import sys
from fractions import Fraction

import h5py

NONE = 0xFFFFFFFF
CODE, NAMED = 2, (5, 6)  # kinds of contexts
LEDGER = ("samples", "partial", "blocked", "overruns", "refused_contexts", "refused_threads",
          "refused_processes", "damaged", "handler_ns", "collector_cpu_ns", "kernel_cpu_ns",
          "refused_traffic")


class File:
    """All columns of an HDF5 file, by table."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            self.session = {key: value for key, value in file["session"].attrs.items()}
            self.identity = dict(file["identity"].attrs) if "identity" in file else {}
            self.tables = {}
            file.visititems(self.take)
        self.heap = bytes(self.tables["strings"]["bytes"])

    def take(self, name, item):
        if isinstance(item, h5py.Dataset):
            table, column = name.rsplit("/", 1)
            self.tables.setdefault(table, {})[column] = item[()].tolist()

    def text(self, offset):
        return self.heap[offset:self.heap.index(b"\0", offset)].decode("utf-8", "surrogateescape")

    def rows(self, table, *columns):
        return zip(*(self.tables[table][column] for column in columns))


class Tree:
    """Calling contexts by what leads to them."""

    def __init__(self):
        self.numbers = {}

    def number(self, *key):
        return self.numbers.setdefault(key, len(self.numbers))

    def of_file(self, file, name_of):
        """The number of each row of the file's contexts."""
        modules = [file.text(build_id) or "path " + file.text(path)
                   for path, build_id in file.rows("modules", "path", "build_id")]
        found = []
        for row, (parent, kind, module, offset) in enumerate(
                file.rows("contexts", "parent", "kind", "module", "offset")):
            if kind == 0:
                found.append(None)
                continue
            if kind in NAMED:
                what = ("name", name_of(row))
            elif module == NONE:
                what = ("nowhere",)
            else:
                what = ("address", modules[module], offset)
            found.append(self.number(found[parent] if row > 0 else None, kind, *what))
        return found


def add(sums, key, *values):
    found = sums.setdefault(key, [0] * len(values))
    for place, value in enumerate(values):
        found[place] += value


class Truth:
    """What the cluster file must say."""

    def __init__(self, tree):
        self.tree = tree
        self.values, self.series, self.times, self.traffic, self.ledgers = {}, {}, {}, {}, {}
        self.contexts = set()

    def add(self, path):
        file = File(path)
        rank = file.session["rank"]
        start = int(file.session["start_realtime_ns"])
        numbers = self.tree.of_file(
            file, lambda row: file.text(file.tables["contexts"]["offset"][row]))
        metrics = [file.text(name) for name in file.tables["metrics"]["name"]]
        counted = [state == 1 for state in file.tables["metrics"]["state"]]
        slices = [(start + first, start + end)
                  for first, end in file.rows("slices", "start_ns", "end_ns") if end > 0]
        self.contexts.update(number for number in numbers if number is not None)
        for number in range(len(slices)):
            for metric, is_counted in zip(metrics, counted):
                if is_counted:
                    add(self.series, (rank, slices[number], metric), 0)
        for number, context, metric, delta in file.rows("values", "slice", "context", "metric", "delta"):
            if delta > 0:
                add(self.values, (rank, numbers[context], metrics[metric]), delta)
                add(self.series, (rank, slices[number], metrics[metric]), delta)
        self.add_mpi(file, rank, slices)
        self.ledgers[rank] = [sum(file.tables["slices"][name]) for name in LEDGER]

    def add_mpi(self, file, rank, slices):
        for row in file.rows("mpi_times", "slice", "class", "calls", "time_ns", "sent", "received"):
            if row[1] > 0:
                add(self.times, (rank, slices[row[0]], row[1]), *row[2:])
        for row in file.rows("mpi_traffic", "kind", "number", "size", "name", "communicator",
                             "sends", "sent", "receives", "received", "time_ns"):
            if row[0] > 0:
                add(self.traffic, (rank, *row[:3], file.text(row[3]), file.text(row[4])), *row[5:])

    def statistics(self):
        """By (context, metric), over all ranks."""
        ranks = sorted(self.ledgers)
        cells = {}
        for (rank, context, metric), (value,) in self.values.items():
            cells.setdefault((context, metric), {})[rank] = value
        return {key: describe(by_rank, ranks) for key, by_rank in cells.items()}


def describe(by_rank, ranks):
    values = sorted(by_rank.get(rank, 0) for rank in ranks)
    count = len(values)
    mean = Fraction(sum(values), count)
    variance = Fraction(sum(value * value for value in values), count) - mean * mean
    return {"sum": sum(values), "mean": float(mean), "min": values[0], "max": values[-1],
            "stddev": math.sqrt(variance), "ranks": len(by_rank),
            "max_rank": min(rank for rank in ranks if by_rank.get(rank, 0) == values[-1])}


class Comparison:
    """Compares, and counts what does not agree."""

    def __init__(self):
        self.wrong = 0

    def same(self, what, got, wanted):
        if got == wanted:
            return
        self.wrong += 1
        if self.wrong <= 10:
            print(f"{what}: the cluster file has {got}, the reference {wanted}")

    def near(self, what, got, wanted):
        if not math.isclose(got, wanted, rel_tol=1e-12, abs_tol=0):
            self.same(what, got, wanted)

    def tables(self, what, got, wanted):
        self.same(f"number of {what}", len(got), len(wanted))
        for key in got.keys() | wanted.keys():
            self.same(f"{what} {key}", got.get(key), wanted.get(key))


def by_key(rows, width):
    """Rows as {key: values}; a key that stands there twice is kept apart."""
    found = {}
    for row in rows:
        key = row[:width]
        while key in found:
            key += ("again",)
        found[key] = list(row[width:])
    return found


def compare(cluster, truth):
    check = Comparison()
    names = [cluster.text(name) for name in cluster.tables["functions"]["name"]]
    contexts = truth.tree.of_file(
        cluster, lambda row: names[cluster.tables["contexts"]["function"][row]])
    ranks = cluster.tables["ranks"]["rank"]
    metrics = [cluster.text(name) for name in cluster.tables["metrics"]["name"]]
    check.same("contexts", sorted(contexts), sorted(truth.contexts))
    check.same("ranks", ranks, sorted(truth.ledgers))
    check.tables("values", by_key((
        (ranks[rank], contexts[context], metrics[metric], value) for rank, context, metric, value
        in cluster.rows("values", "rank", "context", "metric", "value")), 3), truth.values)
    check.tables("series", by_key((
        (ranks[rank], (start, end), metrics[metric], value) for rank, start, end, metric, value
        in cluster.rows("series", "rank", "start_ns", "end_ns", "metric", "value")), 3), truth.series)
    check.tables("times in MPI", by_key((
        (ranks[row[0]], row[1:3], *row[3:]) for row in cluster.rows(
            "mpi_times", "rank", "start_ns", "end_ns", "class", "calls", "time_ns", "sent",
            "received")), 3), truth.times)
    check.tables("traffic", by_key((
        (ranks[row[0]], *row[1:4], cluster.text(row[4]), cluster.text(row[5]), *row[6:])
        for row in cluster.rows("mpi_traffic", "rank", "kind", "number", "size", "name",
                                "communicator", "sends", "sent", "receives", "received",
                                "time_ns")), 6), truth.traffic)
    check.tables("ledger", by_key(cluster.rows("ranks", "rank", *LEDGER), 1),
                 {(rank,): ledger for rank, ledger in truth.ledgers.items()})
    compare_statistics(check, cluster, truth.statistics(), (contexts, metrics))
    return check.wrong


def compare_statistics(check, cluster, wanted, names):
    contexts, metrics = names
    columns = [name for name in cluster.tables["statistics"] if name not in ("context", "metric")]
    found = by_key(((contexts[row[0]], metrics[row[1]], *row[2:]) for row in cluster.rows(
        "statistics", "context", "metric", *columns)), 2)
    check.same("number of statistics", len(found), len(wanted))
    for key, row in found.items():
        for column, value in zip(columns, row):
            judge = check.near if isinstance(value, float) else check.same
            judge(f"{column} of {key}", value, wanted.get(key, {}).get(column))


def main():
    directory, path = sys.argv[1:]
    truth = Truth(Tree())
    for rank_file in sorted(glob.glob(os.path.join(directory, "rank-*.h5"))):
        truth.add(rank_file)
    wrong = compare(File(path), truth)
    print(f"{len(truth.ledgers)} ranks, {len(truth.contexts)} contexts, {len(truth.values)} values, "
          f"{wrong} differences")
    sys.exit(wrong > 0)


main()
