# diff.py: a diff of a run with itself is zero; of two runs, what changed, came and went is the whole change.
# SPDX-License-Identifier: Apache-2.0
#
#   diff.py RANKPROF MAKE_CLUSTER MAKE_JOB
import re
import tempfile

from made import ask, ask_json, cluster, job, same

STATES = ("changed", "new", "gone")


def value_of(path, metric):
    """Mean of the ranks, as the report says it."""
    report = ask_json("report", path, "--by", metric)
    return report["value"] / report["ranks"]


def check_none(path, metric):
    diff = ask_json("diff", path, path, "--by", metric)
    assert diff["functions"] and diff["paths"] and diff["different"] == []
    for change in diff["functions"] + diff["paths"]:
        assert change["change"] == 0 and change["old"] == change["new"], change
        assert change["old_total"] == change["new_total"], change
        assert change["state"] == "changed" and not change["sure"], change


def check_sums(diff, old, new, metric):
    same(diff["old"]["value"], value_of(old, metric), "old")
    same(diff["new"]["value"], value_of(new, metric), "new")
    whole = diff["new"]["value"] - diff["old"]["value"]
    slack = 1e-9 * (diff["new"]["value"] + diff["old"]["value"])
    for part in ("functions", "paths"):
        same(sum(change["old"] for change in diff[part]), diff["old"]["value"], (part, "old"))
        same(sum(change["new"] for change in diff[part]), diff["new"]["value"], (part, "new"))
        by_state = {state: sum(change["change"] for change in diff[part] if change["state"] == state)
                    for state in STATES}
        same(sum(by_state.values()), whole, (part, by_state), slack)
        for change in diff[part]:
            same(change["new"] - change["old"], change["change"], change)
            assert change["state"] != "new" or change["old"] == change["old_total"] == 0, change
            assert change["state"] != "gone" or change["new"] == change["new_total"] == 0, change


def check_mirrored(diff, back):
    """From the new run to the old one everything is the other way round."""
    other = {"new": "gone", "gone": "new", "changed": "changed"}
    for part in ("functions", "paths"):
        key = "path" if part == "paths" else "function"
        there = sorted((one[key], one["module"], one["state"], one["change"]) for one in diff[part])
        again = sorted((one[key], one["module"], other[one["state"]], 0 - one["change"])
                       for one in back[part])
        assert there == again, part


def figure_of(text):
    """A value as it is written, and half a unit of its last digit."""
    digits, unit = re.match(r"([+-][\d.]+) ?([skMG]?)$", text).groups()
    factor = {"k": 1e3, "M": 1e6, "G": 1e9}.get(unit, 1)
    places = len(digits.partition(".")[2])
    return float(digits) * factor, 0.5 * factor * 10 ** -places


def check_text(old, new, metric):
    """What is shown, and the row of the rest, are the row of all."""
    text = ask("diff", old, new, "--by", metric, "--limit", "3")
    for part in text.split("       old ")[1:]:
        rows = part.split("\n")[1:]
        rows = rows[:[row.endswith("= all") for row in rows].index(True) + 1]
        figures = [figure_of(row[22:32].strip()) for row in rows]
        assert 2 <= len(figures) <= 5, part
        same(sum(value for value, _ in figures[:-1]), figures[-1][0], part,
             sum(rounded for _, rounded in figures))


def check(old, new, metrics):
    for metric in metrics:
        diff = ask_json("diff", old, new, "--by", metric)
        check_none(old, metric)
        check_sums(diff, old, new, metric)
        check_mirrored(diff, ask_json("diff", new, old, "--by", metric))
        check_text(old, new, metric)
    return {change["state"] for change in diff["functions"]}


def main():
    with tempfile.TemporaryDirectory() as folder:
        plain = cluster(folder, "plain", "plain")
        slower = cluster(folder, "slower", "plain", "2=120", "5=50")
        other = cluster(folder, "other", "recursion")
        fewer = cluster(folder, "fewer", "partial")
        usual = ("samples", "cpu_time", "page-faults")
        assert check(plain, slower, usual) == {"changed"}
        assert check(plain, other, usual) == set(STATES)
        check(plain, fewer, usual)
        counted = ("samples", "cpu_time", "PAPI_TOT_CYC", "PAPI_TOT_INS")
        small, large = job(folder, "small", 300, 8, 3, 4), job(folder, "large", 500, 12, 3, 4)
        assert "new" in check(small, large, counted)
    print("as it must be")


main()
