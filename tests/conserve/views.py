# views.py: for each metric and view of the report, what is shown and what is merged is everything.
# SPDX-License-Identifier: Apache-2.0
#
#   views.py RANKPROF MAKE_CLUSTER MAKE_JOB
import csv
import io
import re
import tempfile

from made import KINDS, ask, ask_json, cluster, job, same

ROUNDED = 0.05  # of a figure with one digit after the point
MORE = re.compile(r"^ *\((\d+) more: (\d+\.\d) %\)$")


def shares_of(text, title):
    """The first figure of each row below the title, and what the row of the rest says."""
    rows = text.split(title, 1)[1].split("\n")[2:]
    shown, more = [], 0.0
    for row in rows:
        rest = MORE.match(row)
        if rest:
            more += float(rest[2])
        elif re.match(r" *\d+\.\d ", row):
            shown.append(float(row.split()[0]))
        else:
            break
    return shown, more


def check_top(path, metric, options, report):
    for limit in ([], ["--limit", "2"]):
        found = ask_json("report", path, "--by", metric, *options, *limit)
        shown = sum(spot["self"] for spot in found["hotspots"])
        same(shown + found["hotspots_rest"]["self"], report["value"], ("hotspots", limit))
    shown, more = shares_of(ask("report", path, "--by", metric, "--limit", "2", *options), "HOTSPOTS")
    same(sum(shown) + more, 100, "top as text", ROUNDED * (len(shown) + 1))
    rows = list(csv.DictReader(io.StringIO(ask("report", path, "--by", metric, "--csv", *options))))
    column = [name for name in rows[0] if name.startswith("self")][0]
    same(sum(float(row[column]) for row in rows), report["value"], "top as CSV", 1e-8 * len(rows))


def check_ranks(report):
    same(sum(rank["value"] for rank in report["per_rank"]), report["value"], "ranks")


def ends_of(rows, at):
    """The children of the row, which are those one deeper before one that is not deeper."""
    for child in range(at + 1, len(rows)):
        if rows[child]["depth"] <= rows[at]["depth"]:
            return
        if rows[child]["depth"] == rows[at]["depth"] + 1:
            yield rows[child]


def check_tree(rows, report):
    same(rows[0]["total"], report["value"], "the root")
    same(sum(row["self"] for row in rows), report["value"], "all of the tree")
    for at, row in enumerate(rows):
        below = sum(child["total"] for child in ends_of(rows, at))
        same(row["self"] + below, row["total"], ("tree", row))


def check_callers(rows):
    """What calls a function has all of its time, unless it is what a thread begins with."""
    for at, row in enumerate(rows):
        above = sum(child["total"] for child in ends_of(rows, at))
        assert above <= row["total"] * (1 + 1e-9), ("callers", row)
        if row["function"] not in ("main", "[all]") and above > 0:
            same(above, row["total"], ("callers", row))


def check_tree_text(text):
    """Every line's total is its self, its children's totals, and the row of the rest, as rounded."""
    rows, stack = [], []
    for line in text.split("\n"):
        rest = MORE.match(line)
        found = re.match(r" *(\d+\.\d) +(\d+\.\d) +\d+  ( *)\S", line)
        if rest:
            depth, total = len(line) - len(line.lstrip()), float(rest[2])
            while stack and stack[-1]["indent"] >= depth:
                stack.pop()
            stack[-1]["below"].append(total)
        elif found:
            row = {"indent": found.start(3) + len(found[3]), "total": float(found[1]),
                   "self": float(found[2]), "below": []}
            while stack and stack[-1]["indent"] >= row["indent"]:
                stack.pop()
            if stack:
                stack[-1]["below"].append(row["total"])
            stack.append(row)
            rows.append(row)
    assert rows
    for row in rows:
        same(row["self"] + sum(row["below"]), row["total"], ("tree as text", row),
             ROUNDED * (len(row["below"]) + 2) + 1e-6)


def check_traffic(path, options):
    """However many pairs of ranks are told, they and the rest are the same."""
    sums = []
    for limit in ([], ["--limit", "1"], ["--limit", "1000"]):
        traffic = ask_json("report", path, *options, *limit)["mpi_traffic"]
        sums.append([sum(pair[what] for pair in traffic["pairs"]) + traffic["pairs_rest"][what]
                     for what in ("bytes", "messages")])
    assert sums[0] == sums[1] == sums[2], sums
    return sums[0][0]


def check_efficiency(report):
    """The tree of efficiencies multiplies out."""
    tree = report["efficiency"]
    if not tree or tree.get("parallel") is None:
        return 0
    same(tree["load_balance"] * tree["communication"], tree["parallel"], "parallel efficiency")
    if tree.get("serialisation") is not None:
        same(tree["serialisation"] * tree["transfer"], tree["communication"], "communication")
    return 1


def check_core_hours(path, options):
    """Parts of the cost are all of it, as numbers and as rounded for the reader."""
    cost = ask_json("report", path, "--price", "0.03", *options)["core_hours"]
    if not cost:
        return 0
    same(sum(part["share"] for part in cost["parts"]), 1, "shares of the cost")
    for what, whole in (("core_hours", cost["total"]), ("money", cost["money"])):
        same(sum(part[what] for part in cost["parts"]), whole, what)
    same(cost["total"] * cost["price"], cost["money"], "price")
    text = ask("report", path, "--price", "0.03", *options).split("CORE-HOURS", 1)[1]
    shares = [round(10 * float(row[1])) for row in re.finditer(r"^ *(\d+\.\d) %", text, re.M)]
    assert shares[-1] == 1000 and sum(shares[:-1]) == 1000, text
    return cost["total"]


def check_gpus(report):
    """A GPU is busy or idle for a reason, and all causes of all functions are all idle time."""
    causes = 0.0
    for gpu in report["gpus"]:
        idle = sum(value for name, value in gpu.items()
                   if name.startswith("idle_") and name.endswith("_seconds"))
        same(gpu["busy_seconds"] + idle, gpu["observed_seconds"], ("GPU", gpu["bus"]))
        causes += idle
    same(sum(idle["seconds"] for idle in report["gpu_idle"]), causes, "causes of idle GPUs")
    return len(report["gpus"])


def check(path, *options):
    report = ask_json("report", path, *options)
    metrics = [metric["name"] for metric in report["metrics"] if metric["counted_ranks"] > 0]
    for metric in metrics:
        report = ask_json("report", path, "--by", metric, "--view", "tree", *options)
        if report["value"] == 0:
            continue
        check_top(path, metric, options, report)
        check_ranks(report)
        check_tree(report["tree"], report)
        check_callers(ask_json("report", path, "--by", metric, "--view", "callers", *options)["callers"])
        check_tree_text(ask("report", path, "--by", metric, "--view", "tree", *options))
    found = (check_gpus(report), check_efficiency(report), check_traffic(path, options),
             check_core_hours(path, options))
    print(path.rsplit("/", 1)[-1], *options, ":", len(metrics), "metrics,", found[0], "GPUs")
    return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        large = job(folder, "job", 400, 12, 4, 4)
        found = [check(large), check(large, "--ranks", "1-5,8")]
        found += [check(cluster(folder, kind, kind)) for kind in KINDS]
    assert all(any(column) for column in zip(*found)), found  # each has been looked at


main()
