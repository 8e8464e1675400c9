# made.py: the profiles that are looked at, and how the program is asked about them.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import subprocess
import sys

RANKPROF, MAKE_CLUSTER, MAKE_JOB = sys.argv[1:]
KINDS = ("plain", "partial", "recursion", "hostile", "counters", "gpu")


def cluster(folder, name, kind, *percents):
    path = pathlib.Path(folder, name + ".h5")
    subprocess.run([MAKE_CLUSTER, kind, str(path), *percents], check=True)
    return str(path)


def job(folder, name, *sizes):
    """CONTEXTS RANKS SLICES METRICS"""
    path = pathlib.Path(folder, name + ".h5")
    subprocess.run([MAKE_JOB, *map(str, sizes), str(path)], check=True)
    return str(path)


def ask(*words):
    environment = dict(os.environ, COLUMNS="200", LC_ALL="C")
    done = subprocess.run([RANKPROF, *words], check=False, stdout=subprocess.PIPE, env=environment)
    assert done.returncode in (0, 4), (words, done)
    return done.stdout.decode(errors="surrogateescape")  # a table of CSV has names as they are


def ask_json(*words):
    return json.loads(ask(*words, "--json"))


def same(found, wanted, what, slack=0):
    assert abs(found - wanted) <= slack + 1e-9 * max(abs(found), abs(wanted), 1e-9), (what, found, wanted)
