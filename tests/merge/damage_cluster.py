"""damage_cluster.py WHOLE ROUNDS [SEED]: shows a cluster file again and again, each time damaged.

Each command must end by itself, and either say what it says of the good file, to the last byte, or refuse
with status 3 and one line that names the file. The rounds follow from the seed, so a failure can be repeated.
"""
import os
import random
import shutil
import subprocess
import sys

from damages import FOREIGN, damage

REFUSED = 3  # exit status
LONGEST_SECONDS = 300  # to show a small file
FILE, PAGE = "damaged/cluster.h5", "page.html"
COMMANDS = [
    ["report", FILE, "--json"],
    ["report", FILE, "--view", "tree"],
    ["diff", "whole/cluster.h5", FILE, "--json"],
    ["html", FILE, "-o", PAGE],
]


def run(command):
    """Exit status, what it says of the file, and its complaint."""
    if os.path.exists(PAGE):
        os.unlink(PAGE)
    done = subprocess.run(["rankprof", *command], capture_output=True, timeout=LONGEST_SECONDS, check=False)
    said = done.stdout
    if done.returncode == 0 and command[0] == "html":
        with open(PAGE, "rb") as file:
            said = file.read()
    return done.returncode, said, done.stderr.decode(errors="replace").strip()


def fault_of(got, good):
    """Why the outcome of a command is wrong, or None."""
    status, _, complaint = got
    if status == REFUSED:
        return None if FILE in complaint and "\n" not in complaint else f"unclear: {complaint}"
    if status != good[0]:
        return f"ended with {status}: {complaint}"
    return None if got == good else "silently changed"


def main():
    whole, rounds = sys.argv[1], int(sys.argv[2])
    source = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    os.mkdir("damaged")
    shutil.copyfile(whole, FILE)
    good = [run(command) for command in COMMANDS]
    for command, (status, _, complaint) in zip(COMMANDS, good):
        if status != 0:
            sys.exit(f"failed: {command[0]} does not show the good file: {status}, {complaint}")
    refused = faults = 0
    for number in range(rounds):
        shutil.copyfile(whole, FILE)
        what = damage(FILE, source, FOREIGN)
        for command, wanted in zip(COMMANDS, good):
            got = run(command)
            fault = fault_of(got, wanted)
            refused += got[0] == REFUSED
            if fault:
                faults += 1
                print(f"round {number}: {what}: {command[0]}: {fault}", flush=True)
    shown = rounds * len(COMMANDS) - refused - faults
    print(f"{rounds} damaged cluster files, {len(COMMANDS)} commands each: refused {refused} times, "
          f"the same {shown} times, wrong {faults} times")
    sys.exit(faults > 0)


main()
