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

MERGED, PARTIAL = 0, 4  # exit statuses
LONGEST_SECONDS = 300  # the merge of a dozen small files


def flip_bit(path, source):
    place = source.randrange(os.path.getsize(path) * 8)
    with open(path, "r+b") as file:
        file.seek(place // 8)
        byte = file.read(1)[0] ^ 1 << place % 8
        file.seek(place // 8)
        file.write(bytes([byte]))
    return f"bit {place} flipped"


def cut_short(path, source):
    length = source.randrange(os.path.getsize(path))
    os.truncate(path, length)
    return f"cut to {length} bytes"


def write_noise(path, source):
    with open(path, "wb") as file:
        file.write(source.randbytes(source.randrange(20000)))


def write_text(path, source):
    with open(path, "w", encoding="utf-8") as file:
        file.write("step,residual\n" * source.randrange(1, 2000))


def write_other_hdf5(path, source):
    with h5py.File(path, "w") as file:
        file["values/delta"] = list(range(source.randrange(1, 100)))


def write_program(path, _):
    shutil.copyfile("/bin/sh", path)


def write_cluster_file(path, _):
    shutil.copyfile("whole.h5", path)


def write_of_another_job(path, _):
    shutil.copyfile("foreign/rank-000001.h5", path)


def replace(path, source):
    other = source.choice([write_noise, write_text, write_other_hdf5, write_program, write_cluster_file,
                           write_of_another_job])
    other(path, source)
    return other.__name__


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
    damage = f"{name}: " + source.choice([flip_bit, flip_bit, flip_bit, cut_short, replace])(path, source)
    done = merge("damaged", "damaged.h5")
    fault = fault_of(done, whole, name)
    os.rename(good, path)
    return damage, fault, done


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
        damage, fault, done = play_round(files, whole, source)
        named += done.returncode == PARTIAL
        if fault:
            faults += 1
            print(f"round {number}: {damage}: {fault}: {done.stderr.strip()}", flush=True)
    print(f"{rounds} damaged files: {named} named, {rounds - named - faults} without effect, {faults} wrong")
    sys.exit(faults > 0)


main()
