# conserves.py: for each metric and view of a page, what is shown and what is merged is everything.
# SPDX-License-Identifier: Apache-2.0
#
#   conserves.py RANKPROF MAKE_CLUSTER MAKE_JOB
import json
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy
from page import Page

RANKPROF, MAKE_CLUSTER, MAKE_JOB = sys.argv[1:]


def close(found, wanted, precision, what):
    assert abs(found - wanted) <= precision * max(abs(wanted), 1e-9), (what, found, wanted)


def report_of(path, metric, *options):
    command = [RANKPROF, "report", "--json", "--by", metric, *options, str(path)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE)
    assert done.returncode in (0, 4), done
    return json.loads(done.stdout)


def check_functions(page, number, metric, report):
    """The table has exactly the report's numbers, and the rest is the rest."""
    table = page.column(f"table-{number}")
    count = page.about["tabulated"]
    own, total, largest, worst = (table.take(count, "<f8") for _ in range(4))
    close(own.sum() + metric["rest"]["self"], metric["value"], 1e-12, "table")
    named = {(row[0], row[2]): at for at, row in enumerate(page.functions[:count])}
    for spot in report["hotspots"]:
        at = named.get((spot["function"], spot["module"] or ""))
        if at is None or list(named).count((spot["function"], spot["module"] or "")) > 1:
            continue
        close(own[at] * metric["factor"], spot["self"], 1e-9, spot)
        close(total[at] * metric["factor"], spot["total"], 1e-9, spot)
        assert worst[at] == spot["worst_rank"], spot
        ratio = largest[at] * page.about["ranks"] / own[at]
        close(ratio, spot["max_over_mean"], 1e-9, spot)


def check_tree(page, number, metric):
    own = page.column(f"tree-{number}").take(page.about["nodes"], "<f4").astype(float)
    close(own.sum(), metric["value"], 1e-6, "tree")
    assert (own >= 0).all()


def check_ranks(page, number, metric, report):
    bins = page.about["rank_bins"]
    column = page.column(f"ranks-{number}")
    mean, largest, at = column.take(bins, "<f4"), column.take(bins, "<f4"), column.take(bins, "<u4")
    sizes = page.bin_sizes(bins)
    close((mean * sizes).sum(), metric["value"], 1e-5, "ranks")
    values = numpy.array([rank["value"] for rank in report["per_rank"]]) / metric["factor"]
    starts = numpy.concatenate([[0], numpy.cumsum(sizes)[:-1]])
    for place in range(bins):
        part = values[starts[place]:starts[place] + sizes[place]]
        close(largest[place], part.max(), 1e-6, "largest of a bin")
        close(part[at[place]], part.max(), 1e-6, "rank of the largest")


def check_cube(page, number, metric):
    rows, bins = page.about["cube_rows"], page.about["cube_bins"]
    cube = page.column(f"cube-{number}").log16(rows * bins).reshape(rows, bins)
    close(cube.sum(), metric["value"], 3e-4, "cube")
    column = page.column(f"ranks-{number}")
    by_rank = column.take(page.about["rank_bins"], "<f4") * page.bin_sizes(page.about["rank_bins"])
    if page.about["rank_bins"] % bins == 0:
        wanted = by_rank.reshape(bins, -1).sum(axis=1)
        assert (abs(cube.sum(axis=0) - wanted) <= 3e-4 * wanted.max()).all(), "cube by rank"


def check_peers(page, report):
    if "peers" not in page.sections:
        assert not report["mpi_traffic"]["pairs"]
        return
    bins = page.about["peer_bins"]
    both = page.column("peers").take(2 * bins * bins, "<f4").astype(float)
    traffic = report["mpi_traffic"]
    total = sum(pair["bytes"] for pair in traffic["pairs"]) + traffic["pairs_rest"]["bytes"]
    close(both[:bins * bins].sum() + page.about["peer_bytes_outside"], total, 1e-5, "peers")


def log8(codes, largest):
    """NaN: no data."""
    codes = codes.astype(float)
    values = numpy.where(codes == 1, 0, largest * 2 ** ((codes - 255) / 16))
    return numpy.where(codes == 0, numpy.nan, values)


def series_of(path, metric, ranks):
    """What the ranks had in all slices, from the file itself."""
    with h5py.File(path) as file:
        texts = file["/strings/bytes"][:].tobytes()
        names = [texts[at:texts.index(0, at)].decode() for at in file["/metrics/name"][:]]
        row = file["/series/metric"][:] == names.index(metric)
        row &= numpy.isin(file["/ranks/rank"][:][file["/series/rank"][:]], ranks)
        return file["/series/value"][:][row].sum()


def check_heat(page, path, ranks):
    """Maps and bands of a metric are all of it, over ranks and over time; the largest is kept."""
    columns, seconds = page.about["columns"], page.about["column_seconds"]
    for number, layer in enumerate(page.about["layers"]):
        cells = page.column(f"heat-{number}")
        largest = log8(cells.raw(layer["rows"] * columns), layer["max"]).reshape(-1, columns)
        mean = log8(cells.raw(layer["rows"] * columns), layer["max"]).reshape(-1, columns)
        bands = page.column(f"bands-{number}").take(5 * columns, "<f4").reshape(5, columns)
        sizes = page.bin_sizes(layer["rows"])[:, None]
        assert not numpy.isnan(mean).any() and (bands >= 0).all()
        assert (abs((mean * sizes).sum(axis=0) / sizes.sum() - bands[2]) <= 0.023 * bands[2]).all()
        assert (abs(largest.max(axis=0) - bands[4]) <= 0.023 * bands[4]).all(), "largest of a column"
        assert (bands[:-1] <= bands[1:] * (1 + 1e-6)).all(), "bands"
        if layer["metric"] != "outside MPI":
            close(bands[2].sum() * seconds * sizes.sum(), series_of(path, layer["metric"], ranks),
                  1e-5, "bands of " + layer["metric"])


def check_before(old, new):
    """All of the run before is there: in call paths that are still there, or gone beneath them."""
    html = new.with_suffix(".diff.html")
    done = subprocess.run([RANKPROF, "diff", str(old), str(new), "--html", str(html)], check=True,
                          stdout=subprocess.DEVNULL)
    assert done.returncode == 0
    page = Page(html)
    diff = page.report["diff"]
    ratio = diff["new"]["ranks"] / diff["old"]["ranks"]
    counted = 0
    for number, metric in enumerate(page.about["metrics"]):
        if page.about["before"][number] is None:
            assert f"before-{number}" not in page.sections
            continue
        column = page.column(f"before-{number}")
        still, gone = (column.take(page.about["nodes"], "<f4").astype(float) for _ in range(2))
        wanted = report_of(old, metric["name"])["value"] / metric["factor"] * ratio
        close(still.sum() + gone.sum(), wanted, 1e-6, ("before", metric["name"]))
        close(page.about["before"][number], wanted, 1e-9, "the total before")
        check_tree(page, number, metric)
        counted += 1
    for part in ("functions", "paths"):
        for run in ("old", "new"):
            shown = sum(change[run] for change in diff[part]) + diff[part + "_rest"][run]
            close(shown, diff[run]["value"], 1e-9, (part, run))
    print(f"{new.name} after {old.name}: {counted} metrics")
    return gone.sum(), still.sum()


def check_page(path, size, ranks=None):
    options = ["--ranks", ranks] if ranks else []
    html = path.with_suffix(".html")
    done = subprocess.run([RANKPROF, "html", "-o", str(html), "--size", str(size), *options,
                           str(path)], check=False, stdout=subprocess.DEVNULL)
    assert done.returncode in (0, 4), done
    page = Page(html)
    merged = sum(hidden for _, function, hidden in page.tree() if function < 0)
    for number, metric in enumerate(page.about["metrics"]):
        report = report_of(path, metric["name"], *options)
        close(metric["value"] * metric["factor"], report["value"], 1e-12, "value")
        shown = sum(spot["self"] for spot in report["hotspots"]) + report["hotspots_rest"]["self"]
        close(shown, report["value"], 1e-9, "hotspots of the report")
        check_functions(page, number, metric, report)
        check_tree(page, number, metric)
        check_ranks(page, number, metric, report)
        check_cube(page, number, metric)
        check_peers(page, report)
    check_heat(page, path, [rank["rank"] for rank in report["per_rank"]])
    print(f"{path.name}: {len(page.about['metrics'])} metrics, {page.about['nodes']} of "
          f"{page.about['nodes_of_profile']} call paths, {merged} merged, {len(page.text)} bytes")
    return page, merged


def main():
    with tempfile.TemporaryDirectory() as folder:
        job = pathlib.Path(folder, "job.h5")
        subprocess.run([MAKE_JOB, "4000", "300", "20", "4", str(job)], check=True)
        _, merged = check_page(job, 3)
        page, more = check_page(job, 0.2)
        assert len(page.text) <= 0.2 * 2 ** 20 and more > merged > 0, (len(page.text), merged, more)
        check_page(job, 3, "100-177,299")
        for kind in ("plain", "hostile", "partial", "recursion", "refused"):
            path = pathlib.Path(folder, kind + ".h5")
            subprocess.run([MAKE_CLUSTER, kind, str(path)], check=True)
            check_page(path, 3)
        larger = pathlib.Path(folder, "larger.h5")
        subprocess.run([MAKE_JOB, "3000", "40", "6", "2", str(larger)], check=True)
        assert min(check_before(larger, job)) > 0 and min(check_before(job, larger)) > 0
        plain, other = pathlib.Path(folder, "plain.h5"), pathlib.Path(folder, "recursion.h5")
        assert check_before(plain, plain)[0] == 0 and check_before(plain, other)[0] > 0


main()
