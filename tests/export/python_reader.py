"""python_reader.py RANKPROF MAKE_CLUSTER MAKE_JOB FOLDER: rankprof.py of FOLDER says what `report --json` says."""
import collections
import json
import os
import subprocess
import sys
import tempfile

RANKPROF, MAKE_CLUSTER, MAKE_JOB, FOLDER = sys.argv[1:]
sys.dont_write_bytecode = True
sys.path.insert(0, FOLDER)
try:
    import pandas
    import rankprof
    import h5py  # noqa: F401
except ImportError as missing:
    print(f"skipped: {missing} (Debian: python3-h5py, python3-pandas)")
    sys.exit(77)

PROGRAM = """
from rankprof_regions import iteration, phase

def work(turns):
    return sum(i * i for i in range(turns))

with phase("python phase"):
    for _ in range(3):
        with iteration("python step"):
            work(400000)
    try:
        with phase("left by an exception"):
            raise KeyError
    except KeyError:
        work(300000)
"""


def run(*words, **more):
    return subprocess.run(words, check=False, capture_output=True, text=True, **more)


def report(path, *options):
    done = run(RANKPROF, "report", "--json", "--limit", "1000000", *options, path)
    assert done.returncode in (0, 4), done
    return json.loads(done.stdout)


def near(a, b):
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1)


def rows_of(frame, *names):
    return sorted(zip(*(frame[name].tolist() for name in names)), key=str)


def same_functions(profile, said, metric=None):
    """Every function of the report, with all its numbers; and no other that has a value."""
    frame = profile.functions(metric)
    found, wanted = collections.defaultdict(list), collections.defaultdict(list)
    for name, module, own, total, factor, rank in zip(*(
            frame[column] for column in ("function", "module", "self", "total", "max_over_mean", "worst_rank"))):
        if own > 0:
            found[name, module].append((own, total, factor, rank))
    for spot in said["hotspots"]:
        if spot["self"] > 0:
            wanted[spot["function"], spot["module"] or ""].append(
                (spot["self"], spot["total"], spot["max_over_mean"], spot["worst_rank"]))
    assert set(found) == set(wanted), set(found) ^ set(wanted)
    assert wanted
    for key, rows in wanted.items():
        for row, other in zip(sorted(rows), sorted(found[key])):
            assert len(rows) == len(found[key]) and all(map(near, row, other)), (key, rows, found[key])


def same_ranks(profile, said):
    frame = profile.ranks()
    metric = said["metric"]
    assert metric in frame
    found = {rank: (node, value) for rank, node, value in zip(frame["rank"], frame["node"], frame[metric])}
    assert len(found) == said["ranks"]
    for rank in said["per_rank"]:
        node, value = found[rank["rank"]]
        assert node == rank["node"] and near(value, rank["value"]), (rank, node, value)


def shape(node):
    return (node["frame"]["name"], node["frame"]["module"],
            tuple(sorted(shape(child) for child in node["children"])))


def same_tree(profile, path, said):
    contexts = profile.contexts()
    assert near(contexts["total"].iloc[0], said["value"]) and near(contexts["self"].sum(), said["value"])
    assert (contexts["parent"].iloc[1:] < contexts["context"].iloc[1:]).all()
    exported = json.loads(run(RANKPROF, "export", "-f", "hatchet", path).stdout)
    literal = profile.literal()
    assert near(literal[0]["metrics"]["time (inc)"], exported[0]["metrics"]["time (inc)"])
    assert shape(literal[0]) == shape(exported[0])


def check(path):
    with rankprof.open(path) as profile:
        said = report(path)
        same_functions(profile, said)
        same_ranks(profile, said)
        same_tree(profile, path, said)
        for metric in said["metrics"]:
            if metric["total"] and metric["state"] == "counted":
                values = profile.values()
                amount = values[values["metric"] == metric["name"]]["value"].sum()
                assert near(amount, metric["total"]), (metric, amount)
        try:
            profile.functions("no such metric")
        except rankprof.Error as error:
            assert "no such metric" in str(error)
        else:
            assert False, "a metric that is not there was taken"


def check_rank_file(folder):
    """A rank file says of its functions only their addresses, but the sums are the same."""
    whole = rankprof.open(folder)
    part = rankprof.open(os.path.join(folder, "rank-000000.h5"))
    for metric in ("cpu_time", "samples"):
        assert near(part.functions(metric)["self"].sum(), whole.functions(metric)["self"].sum())
    names = set(part.contexts()["function"])
    assert {"python phase", "python step", "work"} <= names, names
    assert part.ranks()["node"][0] == whole.ranks()["node"][0]


def check_regions(folder):
    regions = {region["region"]: region for region in report(folder, "--view", "regions")["regions"]}
    left = regions["python phase > left by an exception"]
    assert regions["python phase > python step"]["iterations"] == 3 and left["visits"] == 1, regions
    assert regions["python phase"]["visits"] == 1 and regions["python phase"]["seconds"] > left["seconds"]


def check_without_pandas(path):
    """Tables are dicts then, with the same numbers."""
    script = ("import sys; sys.modules['pandas'] = None; import rankprof\n"
              f"functions = rankprof.open({path!r}).functions(); assert type(functions) is dict\n"
              "print(float(functions['self'].sum()))")
    done = run(sys.executable, "-c", script, env={**os.environ, "PYTHONPATH": FOLDER, "PYTHONDONTWRITEBYTECODE": "1"})
    assert near(float(done.stdout), rankprof.open(path).functions()["self"].sum()), done


def check_page(folder):
    """The example of docs/tasks/pandas.md, in a folder that has a profile called prof."""
    page = os.path.join(FOLDER, "..", "..", "docs", "tasks", "pandas.md")
    with open(page, encoding="utf-8") as file:
        example = file.read().split("```python\n")[1].split("```")[0]
    os.symlink("real", os.path.join(folder, "prof"))
    done = run(sys.executable, "-c", example, cwd=folder,
               env={**os.environ, "PYTHONPATH": FOLDER, "PYTHONDONTWRITEBYTECODE": "1"})
    assert done.returncode == 0 and "worst_rank" in done.stdout, done


def check_refusals(folder):
    for path, words in ((folder, "rankprof merge"), (os.path.join(folder, "none.h5"), "none.h5")):
        try:
            rankprof.open(path)
        except rankprof.Error as error:
            assert words in str(error), error
        else:
            assert False, f"{path} was opened"


with tempfile.TemporaryDirectory() as work:
    check_refusals(work)
    for kind in ("plain", "recursion", "counters"):
        made = os.path.join(work, kind + ".h5")
        assert run(MAKE_CLUSTER, kind, made).returncode == 0, kind
        check(made)
    check_without_pandas(made)
    made = os.path.join(work, "job.h5")
    assert run(MAKE_JOB, "300", "20", "6", "4", made).returncode == 0
    check(made)
    real = os.path.join(work, "real")
    environment = {**os.environ, "PYTHONPATH": FOLDER, "PYTHONDONTWRITEBYTECODE": "1"}
    started = run(RANKPROF, "run", "-q", "-F", "500", "-o", real, sys.executable, "-c", PROGRAM, env=environment)
    assert started.returncode == 0, started
    alone = run(sys.executable, "-c", PROGRAM, env=environment)
    assert alone.returncode == 0, alone  # without the profiler the program does the same
    merged = run(RANKPROF, "merge", "-q", real)
    assert merged.returncode == 0, merged
    check(real)
    check_rank_file(real)
    check_regions(real)
    check_page(work)
assert pandas is not None
print("as reported")
