"""gpu_truth.py: what the model of GPUs (tests/doubles) ran, and how profiles are compared with it.

A ledger holds one row for each operation: tests/doubles/cuda_ledger.c writes it. What is compared is
worked out here in another way than in rankprof: from all intervals at once.
"""
import glob
import json
import os
import sys

import h5py
import numpy

from judge import Profile, check_files, must, near, rankprof, report

KIND_GPU = 7  # of a context
ROW = numpy.dtype([("start", "u8"), ("end", "u8"), ("bytes", "u8"), ("device", "u4"),
                   ("stream", "u4"), ("correlation", "u4"), ("kind", "u4"), ("copy", "u1"),
                   ("source", "u1"), ("target", "u1"), ("unused", "u1", 5), ("node", "u8"),
                   ("name", "S64")])
COPIES = {(1, 1): "[copy host to device, pageable]", (1, 2): "[copy host to device, pinned]",
          (2, 1): "[copy device to host, pageable]", (2, 2): "[copy device to host, pinned]",
          (8, 3): "[copy within a device]"}
KERNEL, COPY, MEMSET, GRAPH = 1, 2, 3, 4
NO_ROW = 0xffffffff
OBSERVED, BUSY, COMPUTING, COMMUNICATING, COPYING, COMMUNICATION_HIDDEN, COPY_HIDDEN = range(1, 8)
CONCURRENT, STREAM, IDLE_HOST, IDLE_MPI, IDLE_SYNC, IDLE_LAUNCH, IDLE_DEPENDENCY, IDLE_END = range(8, 16)
IDLE = range(IDLE_HOST, IDLE_END + 1)
LATENCY, LAUNCHES, RECORDS, DROPPED, UNTIMED, UNATTRIBUTED, UNKNOWN, REFUSED = range(16, 24)
OVERWRITTEN, LATE, COST_LAUNCH, COST_RECORDS, COST_CUPTI, CAPTURED, NO_BUFFER = range(24, 31)


class Truth:
    """The ledgers of a folder, all processes together."""

    def __init__(self, folder):
        rows = []
        for path in sorted(glob.glob(os.path.join(folder, "*.ledger"))):
            count = int(numpy.fromfile(path, dtype="u8", count=1)[0])
            rows.append(numpy.fromfile(path, dtype=ROW, count=count, offset=4096))
        self.rows = numpy.concatenate(rows) if rows else numpy.zeros(0, ROW)

    def name(self, row):
        if row["kind"] == COPY:
            host = row["source"] if row["source"] in (1, 2) else row["target"]
            return COPIES[int(row["copy"]), int(host)]
        if row["kind"] == MEMSET:
            return "[memset]"
        return row["name"].decode()

    def sums(self, rows=None):
        """By name: [count, ns, bytes]."""
        rows = self.rows if rows is None else rows
        found = {}
        for field in numpy.unique(rows[["kind", "name", "copy", "source", "target"]]):
            chosen = rows[rows[["kind", "name", "copy", "source", "target"]] == field]
            sums = found.setdefault(self.name(chosen[0]), [0, 0, 0])
            sums[0] += len(chosen)
            sums[1] += int((chosen["end"] - chosen["start"]).sum())
            sums[2] += int(chosen["bytes"].sum())
        return found

    def busy(self, rows=None):
        """The union of all operations, in ns."""
        return length(merged(self.rows if rows is None else rows))

    def chosen(self, *kinds, communication=None):
        rows = self.rows[numpy.isin(self.rows["kind"], kinds)]
        if communication is None:
            return rows
        told = numpy.array([b"nccl" in name for name in rows["name"]], dtype=bool)
        return rows[told == communication]


def merged(rows):
    """Disjoint intervals that cover the same time, by device one after the other."""
    spans = []
    for device in numpy.unique(rows["device"]):
        own = rows[rows["device"] == device]
        own = own[numpy.argsort(own["start"])]
        ends = numpy.maximum.accumulate(own["end"])
        first = numpy.append(True, own["start"][1:] > ends[:-1])
        begin = numpy.flatnonzero(first)
        last = numpy.append(begin[1:] - 1, len(own) - 1)
        spans.extend(zip(own["start"][begin].tolist(), ends[last].tolist()))
    return spans


def length(spans):
    return sum(end - start for start, end in spans)


class GpuProfile(Profile):
    """A merged profile, with the tables of GPUs."""

    def __init__(self, path):
        super().__init__(path)
        cluster = os.path.join(path, "cluster.h5") if os.path.isdir(path) else path
        with h5py.File(cluster, "r") as file:
            for group in ("gpus", "gpu_idle", "gpu_operations", "gpu_times", "gpu_states"):
                setattr(self, group, {name: file[group][name][()] for name in file[group]})

    def idle(self):
        """By (rank, class, innermost function of the program): ns."""
        found = {}
        for row in range(len(self.gpu_idle["rank"])):
            key = (int(self.ranks["rank"][self.gpu_idle["rank"][row]]), int(self.gpu_idle["class"][row]),
                   self.launcher(self.gpu_idle["context"][row]))
            found[key] = found.get(key, 0) + int(self.gpu_idle["time_ns"][row])
        return found

    def launcher(self, context):
        """The function that launches, without the helpers of the test programs."""
        while context:
            name = self.function_names[self.contexts["function"][context]]
            if not name.startswith("cuda_") and not name.startswith("cu"):
                return name
            context = int(self.contexts["parent"][context])
        return ""

    def operations(self, rank=None):
        """What the contexts of GPUs add up to by name: {name: [count, ns, bytes]}; waits are left out."""
        found, waits = {}, set()
        for column, name in enumerate(("gpu_operations", "gpu_time", "gpu_bytes", "gpu_wait")):
            if name not in self.metric_names:
                continue
            sums = self.by_context(name, rank)
            for row in numpy.flatnonzero((self.contexts["kind"] == KIND_GPU) & (sums > 0)):
                text = self.function_names[self.contexts["function"][row]]
                if name == "gpu_wait":
                    waits.add(text)
                else:
                    found.setdefault(text, [0, 0, 0])[column] += int(sums[row])
        return {name: sums for name, sums in found.items() if name not in waits}

    def launched_from(self, kernel, function, rank=None):
        """Operations of that name below the function, and all of that name."""
        own = self.is_function(kernel) & (self.contexts["kind"] == KIND_GPU)
        sums = self.by_context("gpu_operations", rank)
        return int(sums[own & (self.levels(function) > 0)].sum()), int(sums[own].sum())


class RankGpus:
    """The tables of GPUs of one rank file."""

    def __init__(self, path):
        with h5py.File(path, "r", libver="latest", swmr=True) as file:
            self.heap = bytes(file["strings/bytes"][()])
            self.has_tables = bool(file["session"].attrs["gpu"])
            for table, mark in (("gpus", "uuid"), ("gpu_states", "state"), ("gpu_times", "class"),
                                ("gpu_operations", "kind"), ("gpu_events", "kind"),
                                ("sensors", "state"), ("readings", "count"), ("contexts", "kind"),
                                ("metrics", "state")):
                rows = []
                if table in file:
                    columns = {name: file[table][name][()] for name in file[table]}
                    used = columns[mark] != 0
                    if table in ("contexts", "gpus", "sensors", "metrics"):
                        used[:] = True  # named by their numbers
                    columns = {name: column[used] for name, column in columns.items()}
                    rows = columns
                setattr(self, table, rows)

    def text(self, offset):
        return self.heap[offset:self.heap.index(b"\0", offset)].decode()

    def times(self, gpus=True):
        """By class: [count, ns]; of GPUs, or of processes as a whole."""
        found = {}
        if not self.has_tables:
            return found
        table = self.gpu_times
        for row in numpy.flatnonzero((table["gpu"] != NO_ROW) == gpus):
            sums = found.setdefault(int(table["class"][row]), [0, 0])
            sums[0] += int(table["count"][row])
            sums[1] += int(table["time_ns"][row])
        return found

    def sensor_sums(self):
        """By name: state, reason, unit, and count, sum, min and max of all readings."""
        found = {}
        if not self.has_tables or len(self.sensors) == 0:
            return found
        for row in range(len(self.sensors["state"])):
            if self.sensors["state"][row] == 0:
                continue
            own = self.readings["sensor"] == row
            count = int(self.readings["count"][own].sum())
            found[self.text(self.sensors["name"][row])] = {
                "state": int(self.sensors["state"][row]), "count": count,
                "reason": self.text(self.sensors["reason"][row]),
                "unit": self.text(self.sensors["unit"][row]),
                "sum": float(self.readings["sum"][own].sum()),
                "max": float(self.readings["max"][own].max()) if count else 0.0}
        return found

    def state(self):
        """The last state of tracing, and its reason."""
        if not self.has_tables or len(self.gpu_states["state"]) == 0:
            return None
        return int(self.gpu_states["state"][-1]), self.text(self.gpu_states["reason"][-1])


def check_sums(profile, truth, rank=None):
    """Counts, ns and bytes are the ledger's, name by name."""
    got, wanted = profile.operations(rank), truth.sums()
    for name in sorted(set(got) | set(wanted)):
        must(got.get(name) == wanted.get(name),
             f"{name} (count, ns, bytes) is {got.get(name)}, the ledger says {wanted.get(name)}")


def check_use(times, truth):
    """Busy times are the unions of the ledger's intervals; busy and idle are what was observed."""
    wanted = {
        BUSY: truth.busy(),
        COMPUTING: truth.busy(truth.chosen(KERNEL, GRAPH, communication=False)),
        COMMUNICATING: truth.busy(truth.chosen(KERNEL, communication=True)),
        COPYING: truth.busy(truth.chosen(COPY, MEMSET)),
    }
    compute = truth.chosen(KERNEL, GRAPH, communication=False)
    for hidden, own, rows in ((COMMUNICATION_HIDDEN, COMMUNICATING, truth.chosen(KERNEL, communication=True)),
                              (COPY_HIDDEN, COPYING, truth.chosen(COPY, MEMSET))):
        both = truth.busy(numpy.concatenate((compute, rows)))
        wanted[hidden] = wanted[COMPUTING] + wanted[own] - both
    for number, ns in wanted.items():
        got = times.get(number, [0, 0])[1]
        must(got == ns, f"class {number} of /gpu_times is {got} ns, the ledger's intervals give {ns}")
    idle = sum(times.get(number, [0, 0])[1] for number in IDLE)
    must(times[BUSY][1] + idle == times[OBSERVED][1],
         f"busy {times[BUSY][1]} and idle {idle} ns are not the {times[OBSERVED][1]} ns observed")


def check_report(path, truth):
    """`rankprof report --json` says of kernels and copies what the ledger does."""
    shown = report(path)
    rows = [(row.get("kernel") or row.get("copy"), row)
            for row in shown["gpu"] + shown["gpu_copies"]]
    got = {name: [row["count"], round(row["seconds"] * 1e9), row["bytes"]] for name, row in rows}
    must(got == truth.sums(), f"the report shows {got}, the ledger has {truth.sums()}")
    return shown


def check_nothing_lost(totals, but=()):
    for number in (DROPPED, UNTIMED, UNATTRIBUTED, UNKNOWN, REFUSED, OVERWRITTEN, LATE, NO_BUFFER):
        if number not in but:
            must(totals.get(number, [0, 0])[0] == 0, f"class {number}, a loss, counts {totals.get(number)}")
