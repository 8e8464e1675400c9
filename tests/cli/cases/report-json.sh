# shellcheck shell=sh
"$MAKE_CLUSTER" refused c.h5 && "$RANKPROF" report --json --view tree c.h5 >j && "${RANKPROF_PYTHON:-python3}" -c '
import json
report = json.load(open("j"))
assert report["schema"] == "rankprof.report/1"
assert (report["ranks"], report["nodes"], report["wall_seconds"]) == (4, 2, 10.0)
assert report["efficiency"] is None and report["mpi"] == report["gpu"] == []
found = report["findings"][0]
assert (found["kind"], found["ranks"], found["nodes"]) == ("load-imbalance", [3], ["node2"])
assert abs(found["recoverable"] - 0.525) < 1e-9 and len(report["findings"]) == 1
hot = report["hotspots"][0]
assert hot["function"].startswith("solver::stencil<double, 3,")
assert (hot["module"], hot["file"], hot["line"]) == ("/opt/app/bin/app", "/src/solve.cpp", 22)
assert abs(hot["self"] - 35.0) < 1e-9 and hot["total"] == hot["self"] and hot["unit"] == "s"
assert abs(hot["max_over_mean"] - 1.6) < 1e-9 and hot["worst_rank"] == 3
assert abs(sum(spot["self"] for spot in report["hotspots"]) - 47.0) < 1e-9
metrics = {metric["name"]: metric for metric in report["metrics"]}
assert metrics["cpu_time"]["total"] == 47.0 and metrics["cpu_time"]["unit"] == "s"
assert metrics["page-faults"]["source"] == "rusage" and metrics["page-faults"]["state"] == "counted"
assert metrics["PAPI_TOT_CYC"]["state"] == "refused" and metrics["PAPI_TOT_CYC"]["total"] is None
assert "no counters" in metrics["PAPI_TOT_CYC"]["reason"]
quality = report["quality"]
assert abs(quality["stacks_complete"] - (1 - 20 / 4700)) < 1e-9 and quality["lost"] == 0
assert abs(quality["overhead"] - 0.2 / 47) < 1e-9 and 0.7 < quality["symbols_resolved"] < 0.9
rest = report["hotspots_rest"]
assert (rest["functions"], rest["self"]) == (0, 0.0) and abs(report["value"] - 47.0) < 1e-9
assert report["outliers"]["median"] == 10.0 and report["outliers"]["found"] == 1
assert report["outliers"]["farthest"][0]["rank"] == 3 and report["outliers"]["farthest"][0]["score"] > 3.5
assert [rank["rank"] for rank in report["per_rank"]] == [0, 1, 2, 3]
tree = report["tree"]
assert tree[0]["depth"] == 0 and abs(tree[0]["total"] - 47.0) < 1e-9
assert tree[1]["function"] == "main" and tree[1]["depth"] == 1
print("as it must be")
'
