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
NAMED = (5, 6, 8)  # kinds of contexts that have a name instead of an address
INLINED = 11  # a kind that only cluster files have: what is inlined in the context above
MOST = 512  # stretches of time, groups of ranks
QUANTILES = (1, 5, 25, 50, 75, 95, 99)
BY_CONTEXT = ("values_by_context", "context", "metric", "rank", "value")
KEYS = ("context", "function", "node", "class", "rank", "group", "start_ns", "end_ns", "metric")
LEDGER = ("samples", "partial", "blocked", "overruns", "refused_contexts", "refused_threads",
          "refused_processes", "damaged", "handler_ns", "collector_cpu_ns", "kernel_cpu_ns",
          "refused_traffic")
USAGE = ("kernel_cpu_ns", "minor_faults", "major_faults", "switches", "preemptions", "cpu_wait_ns",
         "read_bytes", "written_bytes", "throttled_ns", "resident_bytes")


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
            if kind == INLINED:  # the values of a context stand at the innermost of these
                found.append(found[parent])
                continue
            if kind in NAMED:
                what = ("name", name_of(row), file.text(file.tables["contexts"]["file"][row]),
                        file.tables["contexts"]["line"][row])
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
        self.usage, self.modules = {}, []
        self.contexts, self.nodes = set(), {}
        self.start, self.end, self.slice = math.inf, 0, 0

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
        for row, usage in zip(slices, file.rows("slices", *USAGE)):
            self.usage[(rank, row)] = list(usage)
        self.modules += [(rank, file.text(path), file.text(build_id))
                         for path, build_id in file.rows("modules", "path", "build_id") if path > 0]
        self.nodes[rank] = file.identity["job.node"].decode()
        self.start = min(self.start, start)
        self.end = max([self.end] + [end for _, end in slices])
        self.slice = int(file.session["slice_ns"])
        self.ledgers[rank] = [sum(file.tables["slices"][name]) for name in LEDGER]

    def add_mpi(self, file, rank, slices):
        for row in file.rows("mpi_times", "slice", "class", "calls", "time_ns", "sent", "received"):
            if row[1] > 0:
                add(self.times, (rank, slices[row[0]], row[1]), *row[2:])
        for row in file.rows("mpi_traffic", "kind", "number", "size", "name", "communicator",
                             "sends", "sent", "receives", "received", "time_ns"):
            if row[0] > 0:
                add(self.traffic, (rank, *row[:3], file.text(row[3]), file.text(row[4])), *row[5:])

    def stretches(self):
        """The stretches that the summary divides the time of the job into."""
        slices = -(-max(self.end - self.start, 1) // self.slice)
        length = -(-slices // MOST) * self.slice
        count = -(-max(self.end - self.start, 1) // length)
        return [(self.start + i * length, self.start + (i + 1) * length) for i in range(count)]

    def divided(self, start, end, value):
        """What each stretch gets of a value, as far as it gets anything."""
        given = 0
        last = None
        for stretch in self.stretches():
            if stretch[1] <= start or (stretch[0] >= end and stretch[0] > start):
                continue
            if last:
                yield last, until - given
                given = until
            last = stretch
            until = value * (min(stretch[1], end) - start) // (end - start) if end > start else value
        yield last, value - given


def by_key_and_rank(rows):
    """{key: {rank: value}} from ((rank, key), value), without zeros."""
    cells = {}
    for (rank, key), value in rows:
        if value > 0:
            by_rank = cells.setdefault(key, {})
            by_rank[rank] = by_rank.get(rank, 0) + value
    return cells


def summaries(truth, function_of, functions_around):
    """What the tables of statistics must say: {table: {key: (values by rank, number of ranks)}}."""
    ranks = sorted(truth.ledgers)
    row_of = {rank: row for row, rank in enumerate(ranks)}
    node_ranks = {node: sum(found == node for found in truth.nodes.values())
                  for node in truth.nodes.values()}
    group = -(-len(ranks) // MOST)
    values = [((rank, context, metric), value[0]) for (rank, context, metric), value in truth.values.items()]
    times = [((rank, stretch, metric), part) for (rank, times, metric), (value,) in truth.series.items()
             for stretch, part in truth.divided(*times, value)]
    classes = [((rank, stretch, number), part) for (rank, times, number), row in truth.times.items()
               for stretch, part in truth.divided(*times, row[1])]

    around = {context: functions_around(context) for context in truth.contexts}
    found = {
        "statistics": (((rank, (context, metric)), value) for (rank, context, metric), value in values),
        "summary/functions": (((rank, (function_of[context], metric)), value)
                              for (rank, context, metric), value in values),
        "summary/functions_inclusive": (((rank, (function, metric)), value)
                                        for (rank, context, metric), value in values
                                        for function in around[context]),
        "summary/job": (((rank, (metric,)), value) for (rank, _, metric), value in values),
        "summary/nodes": (((rank, (truth.nodes[rank], metric)), value) for (rank, _, metric), value in values),
        "summary/times": (((rank, (*stretch, metric)), value) for (rank, stretch, metric), value in times),
        "summary/node_times": (((rank, (truth.nodes[rank], *stretch, metric)), value)
                               for (rank, stretch, metric), value in times),
        "summary/rank_times": (((rank, (row_of[rank] // group * group,
                                        min(group, len(ranks) - row_of[rank] // group * group),
                                        *stretch, metric)), value)
                               for (rank, stretch, metric), value in times),
        "summary/mpi_classes": (((rank, (number,)), value) for (rank, _, number), value in classes),
        "summary/mpi_class_times": (((rank, (number, *stretch)), value)
                                    for (rank, stretch, number), value in classes),
    }
    for table, rows in found.items():
        for key, by_rank in by_key_and_rank(rows).items():
            over = [rank for rank in ranks if truth.nodes[rank] == key[0]] if table == "summary/nodes" else ranks
            yield table, key, describe(by_rank, over)


def quantile(ordered, percent):
    """Hyndman and Fan, type 1: the smallest value that percent of all do not exceed."""
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)]


def describe(by_rank, ranks):
    values = sorted(by_rank.get(rank, 0) for rank in ranks)
    count = len(values)
    mean = Fraction(sum(values), count)
    variance = Fraction(sum(value * value for value in values), count) - mean * mean
    found = {"sum": sum(values), "mean": float(mean), "min": values[0], "max": values[-1],
             "stddev": math.sqrt(variance), "ranks": len(by_rank),
             "max_rank": min(rank for rank in ranks if by_rank.get(rank, 0) == values[-1])}
    for percent in QUANTILES:
        found[f"q{percent:02}"] = quantile(values, percent)
    middle = found["q50"]
    found["mad"] = quantile(sorted(abs(value - middle) for value in values), 50)
    return found


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
    check.same("contexts", sorted(set(contexts)), sorted(truth.contexts))
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
    check.tables("usage", by_key((
        (ranks[row[0]], row[1:3], *row[3:])
        for row in cluster.rows("usage", "rank", "start_ns", "end_ns", *USAGE)), 2), truth.usage)
    build_ids = [cluster.text(build_id) for build_id in cluster.tables["modules"]["build_id"]]
    check.same("modules of ranks", sorted(
        (ranks[rank], cluster.text(path), build_ids[module])
        for rank, module, path in cluster.rows("rank_modules", "rank", "module", "path")),
        sorted(truth.modules))
    check.tables("ledger", by_key(cluster.rows("ranks", "rank", *LEDGER), 1),
                 {(rank,): ledger for rank, ledger in truth.ledgers.items()})
    check.same("values by context", list(cluster.rows(*BY_CONTEXT)),
               sorted(cluster.rows("values", *BY_CONTEXT[1:])))
    innermost = {context: row for row, context in enumerate(contexts)}  # outer ones come before
    functions = cluster.tables["contexts"]["function"]
    parents = cluster.tables["contexts"]["parent"]

    def functions_around(context):
        row = innermost[context]
        found = {functions[row]}
        while row > 0:
            row = parents[row]
            found.add(functions[row])
        return found

    function_of = {context: functions[row] for context, row in innermost.items()}
    names = {"context": contexts, "metric": metrics,
             "node": [cluster.text(name) for name in cluster.tables["nodes"]["name"]]}
    wanted = {}
    for table, key, row in summaries(truth, function_of, functions_around):
        wanted.setdefault(table, {})[key] = row
    for table in [table for table in cluster.tables if table == "statistics" or "/" in table]:
        compare_statistics(check, cluster, table, wanted.get(table, {}), names)
    return check.wrong


def compare_statistics(check, cluster, table, wanted, names):
    """Each row of a table of statistics; what stands before the statistics is the key."""
    columns = [name for name in KEYS if name in cluster.tables[table]]
    statistics = [name for name in cluster.tables[table] if name not in columns]
    maps = [names.get(name) for name in columns]
    rows = ((*(found[value] if found else value for found, value in zip(maps, row)), *row[len(columns):])
            for row in cluster.rows(table, *columns, *statistics))
    found = by_key(rows, len(columns))
    check.same(f"number of rows of {table}", len(found), len(wanted))
    for key, row in found.items():
        for column, value in zip(statistics, row):
            judge = check.near if isinstance(value, float) else check.same
            judge(f"{column} of {key} in {table}", value, wanted.get(key, {}).get(column))


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
