"""bench_row.py FOLDER RANKS PROCESSES BEGAN ENDED: a row of the table of scripts/bench-merge."""
import json
import os
import sys

folder, ranks, processes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
seconds = float(sys.argv[5]) - float(sys.argv[4])
with open(f"{folder}/{ranks}/truth.json", encoding="utf-8") as file:
    truth = json.load(file)
with open(f"{folder}/report.json", encoding="utf-8") as file:
    worst = json.load(file)["hotspots"][0]
with open(f"{folder}/usage", encoding="utf-8") as file:
    usage = [line.split() for line in file]
if (worst["function"], worst["worst_rank"]) != (truth["slow_function"], truth["straggler"]):
    sys.exit(f"the report names {worst['function']} and rank {worst['worst_rank']}, not "
             f"{truth['slow_function']} and rank {truth['straggler']}")
cpu = sum(float(row[0]) for row in usage)
largest = max(int(row[1]) for row in usage) / 2**20
read, kept = truth["rank_file_values"], truth["values"]
dense = ranks * truth["contexts"] * len(truth["sums"]) * 8
out = os.path.getsize(f"{folder}/cluster.h5")
print(f"| {ranks:,} | {processes} | {read:,} | {kept:,} | {truth['rank_file_bytes'] / 1e9:.2f} | {out / 1e9:.3f} | "
      f"{dense / 1e9:.2f} | {seconds:.1f} | {cpu:.1f} | {largest:.2f} | {read / seconds:,.0f} | {cpu * 1e6 / read:.2f} |", flush=True)
