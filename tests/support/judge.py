"""judge.py: what the end-to-end tests ask of a profile, and how they decide.

A test says `from judge import *`, opens a Profile (a directory or a cluster file), and compares. The
first comparison that does not hold ends the test with a sentence.
"""
import json
import math
import os
import subprocess
import sys

import h5py
import numpy

CLUSTER = "cluster.h5"
KIND_MPI, KIND_INTERPRETED = 5, 8  # of a context
TRAFFIC_MESSAGE = 1  # of /mpi_traffic
CLASS_PROCESSES, CLASS_OUTSIDE, CLASS_SPAN = 8, 9, 10  # of time
SIGMAS = 4  # a test that is right fails once in 16,000 runs


def arg(number):
    return sys.argv[number]


def must(condition, sentence):
    if not condition:
        sys.exit("failed: " + sentence)


def near(what, got, wanted, tolerance):
    must(abs(got - wanted) <= tolerance, f"{what} is {got:.6g}, expected {wanted:.6g} +- {tolerance:.3g}")


def near_share(what, got, wanted, samples):
    """A share that was estimated from a number of samples: binomial error, and the clock's grain."""
    must(samples >= 100, f"{what}: only {samples} samples")
    error = math.sqrt(wanted * (1 - wanted) / samples)
    near(f"{what} ({samples} samples)", got, wanted, SIGMAS * error + 0.005)


def rankprof(*arguments):
    done = subprocess.run(["rankprof", *arguments], capture_output=True, text=True)
    must(done.returncode == 0, f"rankprof {' '.join(arguments)}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def report(path, *options):
    return json.loads(rankprof("report", path, "--json", *options))


def hotspot(found, function):
    """The row of a report whose function holds that name."""
    for row in found["hotspots"]:
        if function in row["function"]:
            return row
    sys.exit(f"failed: '{function}' is not among {[row['function'] for row in found['hotspots']]}")


def values_of(path):
    """NAME VALUE lines, as rusage_run and faults write them."""
    with open(path, encoding="utf-8") as lines:
        return {name: int(value) for name, value in (line.split() for line in lines)}


def compare_mpi_ledgers(profile, path, ranks, spans=True):
    """A program's own ledger of its calls, PATH.RANK: calls and bytes are equal, call by call."""
    for rank in ranks:
        with open(f"{path}.{rank}", encoding="utf-8") as lines:
            wanted = {line.split()[0]: [int(word) for word in line.split()[1:]] for line in lines}
        got = profile.mpi_calls(rank)
        for call in sorted(set(wanted) | set(got)):
            must(got.get(call) == wanted.get(call),
                 f"rank {rank}: {call} (calls, sent, received) is {got.get(call)}, "
                 f"the program counted {wanted.get(call)}")
        if spans:
            check_mpi_times(profile, rank, wanted)


def check_mpi_times(profile, rank, ledger):
    """The classes of a rank's time in MPI add up to its ledger, and to the span of MPI."""
    times = profile.mpi_times(rank)
    calls = {number: row for number, row in times.items() if number < CLASS_OUTSIDE}
    for column, what in enumerate(("calls", "bytes sent", "bytes received")):
        must(sum(row[column] for row in calls.values()) == sum(row[column] for row in ledger.values()),
             f"rank {rank}: the classes do not add up to the {what} of the program")
    inside = sum(row[3] for number, row in calls.items() if number != CLASS_PROCESSES)
    must(times[CLASS_OUTSIDE][3] + inside == times[CLASS_SPAN][3],
         f"rank {rank}: {times[CLASS_OUTSIDE][3]} ns outside and {inside} ns in MPI are not the span")
    seconds = profile.by_context("mpi_time", rank).sum()
    must(seconds == sum(row[3] for row in calls.values()), "the contexts have another time in MPI")



def check_mpi_report(profile, path, ranks):
    """What the report says of calls and efficiency follows from the ledgers of the ranks."""
    found = report(path)
    sums = {}
    for rank in ranks:
        for call, row in profile.mpi_calls(rank).items():
            total = sums.setdefault(call, [0, 0])
            total[0] += row[0]
            total[1] += row[1] + row[2]
    told = {row["call"]: [row["count"], row["bytes"]] for row in found["mpi"]}
    must(told == sums, f"the report says {told} of the calls, expected {sums}")
    useful = [profile.mpi_times(rank)[CLASS_OUTSIDE][3] for rank in ranks]
    longest = max(profile.mpi_times(rank)[CLASS_SPAN][3] for rank in ranks)
    wanted = {"parallel": sum(useful) / len(useful) / longest,
              "load_balance": sum(useful) / len(useful) / max(useful),
              "communication": max(useful) / longest}
    for name, value in wanted.items():
        near(f"efficiency, {name}", found["efficiency"][name], value, 1e-6)


def check_mpi_matrix(profile, ranks):
    """What one rank sent another is what that one received, and all traffic is all bytes."""
    sent, received = {}, {}
    totals = {rank: [0, 0] for rank in ranks}
    table = profile.mpi_traffic_rows
    for row in range(len(table["rank"])):
        kind, rank, peer = (int(table[name][row]) for name in ("kind", "rank", "number"))
        what = int(table["size"][row])
        totals[rank][0] += int(table["sent"][row])
        totals[rank][1] += int(table["received"][row])
        if kind == TRAFFIC_MESSAGE:
            for sums, pair, count, size in ((sent, (rank, peer), "sends", "sent"),
                                            (received, (peer, rank), "receives", "received")):
                if table[count][row] > 0:
                    sums[pair + (what,)] = (int(table[count][row]), int(table[size][row]))
    must(sent == received, f"messages sent {sent} are not those received {received}")
    for rank in ranks:
        calls = profile.mpi_calls(rank).values()
        must(totals[rank] == [sum(call[1] for call in calls), sum(call[2] for call in calls)],
             f"rank {rank}: its traffic is {totals[rank]} bytes, its calls moved another number")


def line_of(source, text):
    """The first line of a program under tests/apps that holds the text."""
    path = os.path.join(os.environ["RANKPROF_SOURCE"], "tests/apps", source)
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if text in line:
                return number
    sys.exit(f"failed: no '{text}' in {path}")


def check_files(directory):
    files = sorted(name for name in os.listdir(directory) if name.startswith("rank-"))
    must(files, f"no rank files in {directory}")
    rankprof("check-file", *(os.path.join(directory, name) for name in files))


class Profile:
    """The merged profile of a directory, with questions to ask it."""

    def __init__(self, path):
        if os.path.isdir(path):
            cluster = os.path.join(path, CLUSTER)
            if not os.path.exists(cluster):
                rankprof("merge", path)
            path = cluster
        with h5py.File(path, "r") as file:
            self.session = dict(file["session"].attrs)
            self.heap = bytes(file["strings/bytes"][()])
            for group in ("contexts", "functions", "values", "ranks", "processes", "metrics",
                          "modules", "remarks", "statistics"):
                columns = {name: file[group][name][()] for name in file[group]}
                setattr(self, group, columns)
            self.mpi_traffic_rows = {name: file["mpi_traffic"][name][()]
                                     for name in file["mpi_traffic"]}
            self.mpi_time_rows = {name: file["mpi_times"][name][()] for name in file["mpi_times"]}
        self.function_names = [self.text(at) for at in self.functions["name"]]
        self.module_names = [os.path.basename(self.text(at)) for at in self.modules["path"]]
        self.metric_names = [self.text(at) for at in self.metrics["name"]]

    def text(self, offset):
        return self.heap[offset:self.heap.index(b"\0", offset)].decode()

    def metric(self, name="cpu_time"):
        must(name in self.metric_names, f"no metric '{name}' in {self.metric_names}")
        return self.metric_names.index(name)

    def by_context(self, metric="cpu_time", rank=None):
        chosen = self.values["metric"] == self.metric(metric)
        if rank is not None:
            chosen &= self.values["rank"] == rank
        sums = numpy.zeros(len(self.contexts["parent"]), dtype=numpy.uint64)
        numpy.add.at(sums, self.values["context"][chosen], self.values["value"][chosen])
        return sums.astype(float)

    def total(self, metric="cpu_time", rank=None):
        return self.by_context(metric, rank).sum()

    def samples(self, rank=None):
        return int(self.total("samples", rank))

    def is_function(self, name):
        """For each context, whether it is that function."""
        wanted = numpy.array([name in known for known in self.function_names] + [False])
        function = numpy.minimum(self.contexts["function"], len(self.function_names))
        return wanted[function]

    def exclusive(self, name, metric="cpu_time", rank=None):
        return self.by_context(metric, rank)[self.is_function(name)].sum()

    def levels(self, name):
        """For each context, how often the function is on its path; a parent stands before its child."""
        own = self.is_function(name).astype(int)
        levels = own.copy()
        for row in range(1, len(own)):
            levels[row] += levels[self.contexts["parent"][row]]
        return levels

    def inclusive(self, name, metric="cpu_time", rank=None):
        return self.by_context(metric, rank)[self.levels(name) > 0].sum()

    def share(self, name, metric="cpu_time", rank=None):
        return self.exclusive(name, metric, rank) / self.total(metric, rank)

    def mpi_calls(self, rank):
        """What a rank did of each MPI function: {name: [calls, bytes sent, bytes received]}."""
        found = {}
        for column, metric in enumerate(("mpi_calls", "mpi_sent", "mpi_received")):
            if metric not in self.metric_names:
                continue
            sums = self.by_context(metric, rank)
            for row in numpy.flatnonzero(self.contexts["kind"] == KIND_MPI):
                name = self.function_names[self.contexts["function"][row]]
                found.setdefault(name, [0, 0, 0])[column] += int(sums[row])
        return {name: sums for name, sums in found.items() if sums[0] > 0}

    def mpi_times(self, rank):
        """By class: [calls, bytes sent, bytes received, ns]."""
        sums = {}
        table = self.mpi_time_rows
        for row in numpy.flatnonzero(table["rank"] == rank):
            found = sums.setdefault(int(table["class"][row]), [0, 0, 0, 0])
            for column, name in enumerate(("calls", "sent", "received", "time_ns")):
                found[column] += int(table[name][row])
        return sums

    def hottest_line(self, name):
        """(file, line) that holds most of the function's own time."""
        sums = self.by_context()
        lines = {}
        for row in numpy.flatnonzero(self.is_function(name)):
            place = (os.path.basename(self.text(self.contexts["file"][row])), int(self.contexts["line"][row]))
            lines[place] = lines.get(place, 0) + sums[row]
        must(lines, f"no context of '{name}' among {self.function_names}")
        return max(lines, key=lines.get)

    def path(self, row):
        """The functions that lead to a context, outermost first."""
        path = []
        while row:
            function = self.contexts["function"][row]
            path.append(self.function_names[function] if function < len(self.function_names) else "")
            row = self.contexts["parent"][row]
        return path[::-1]

    def interpreted_path(self, row):
        """The interpreted frames that lead to a context: [(name, file, line)], outermost first."""
        path = []
        while row:
            if self.contexts["kind"][row] == KIND_INTERPRETED:
                path.append((self.function_names[self.contexts["function"][row]],
                             self.text(self.contexts["file"][row]), int(self.contexts["line"][row])))
            row = self.contexts["parent"][row]
        return path[::-1]

    def commands(self):
        return [self.text(at) for at in self.processes["command"]]

    def remarks_text(self):
        return " ".join(self.text(at) for at in self.remarks["text"])
