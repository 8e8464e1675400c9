"""damage.py JOB ROUNDS [SEED]: merges a job again and again, each time with one rank file damaged.

A bit is flipped, the end is cut off, or something else stands in the file's place. Each merge must end by
itself, and either name the file (exit status 4, a remark in the cluster file) or give the same result as
without damage, to the last byte. The rounds follow from the seed, so a failure can be repeated.
"""
import os
import random
import shutil
import subprocess
import sys

import h5py

sys.path.insert(0, os.path.join(os.environ["RANKPROF_SOURCE"], "tests", "mpi"))
from content import content  # noqa: E402
from damages import FOREIGN, copy_of, damage  # noqa: E402

MERGED, PARTIAL = 0, 4  # exit statuses
LONGEST_SECONDS = 300  # the merge of a dozen small files
OTHERS = [*FOREIGN, copy_of("whole.h5"), copy_of("foreign/rank-000001.h5")]


def merge(directory, output):
    return subprocess.run(["rankprof", "merge", directory, "-o", output], stderr=subprocess.PIPE, text=True,
                          timeout=LONGEST_SECONDS, check=False)


def remarked_files(path):
    with h5py.File(path, "r") as file:
        heap = file["strings/bytes"][()].tobytes()
        return [heap[start:heap.index(b"\0", start)].decode() for start in file["remarks/path"][()]]


def fault_of(done, whole, name):
    """Why the outcome of a merge is wrong, or None."""
    if done.returncode not in (MERGED, PARTIAL):
        return f"the merge ended with {done.returncode}"
    if done.returncode == PARTIAL:
        return None if name in remarked_files("damaged.h5") else "the file is not named"
    other = content("damaged.h5")
    differences = [key for key in whole.keys() | other.keys() if whole.get(key) != other.get(key)]
    return f"silently changed: {', '.join(sorted(differences))}" if differences else None


def play_round(files, whole, source):
    """Damages a copy of one file, merges, and puts the good one back. Returns the damage, a fault and the status."""
    name = source.choice(files)
    path = os.path.join("damaged", name)
    good = path + ".good"  # no rank file by its name
    os.rename(path, good)
    shutil.copyfile(good, path)
    what = f"{name}: {damage(path, source, OTHERS)}"
    done = merge("damaged", "damaged.h5")
    fault = fault_of(done, whole, name)
    os.rename(good, path)
    return what, fault, done


def main():
    job, rounds = sys.argv[1], int(sys.argv[2])
    source = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    shutil.copytree(job, "damaged", ignore=shutil.ignore_patterns("cluster.h5"))
    files = sorted(name for name in os.listdir("damaged") if name.startswith("rank-"))
    if merge(job, "whole.h5").returncode != MERGED:
        sys.exit("failed: the job is not whole")
    whole = content("whole.h5")
    named = faults = 0
    for number in range(rounds):
        what, fault, done = play_round(files, whole, source)
        named += done.returncode == PARTIAL
        if fault:
            faults += 1
            print(f"round {number}: {what}: {fault}: {done.stderr.strip()}", flush=True)
    print(f"{rounds} damaged files: {named} named, {rounds - named - faults} without effect, {faults} wrong")
    sys.exit(faults > 0)


main()
