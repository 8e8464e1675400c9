"""killed.py JOB TIMES [SEED] COMMAND...: kills a merge with SIGKILL at random moments.

COMMAND gets the directory and `-o FILE`. Afterwards there is no cluster file, or a whole one that is the
same as without the kill; and a merge that is not killed works.
"""
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["RANKPROF_SOURCE"], "tests", "mpi"))
from content import content  # noqa: E402


def fail(sentence):
    sys.exit("failed: " + sentence)


def start(command, job, output):
    return subprocess.Popen([*command, job, "-o", output], stderr=subprocess.DEVNULL, start_new_session=True)


def main():
    job, times, seed, command = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    source = random.Random(seed)
    began = time.monotonic()
    if start(command, job, "whole.h5").wait() != 0:
        fail("the merge that is not killed fails")
    seconds = time.monotonic() - began
    whole = content("whole.h5")
    ended = 0
    for _ in range(times):
        merge = start(command, job, "killed.h5")
        try:
            merge.wait(source.uniform(0, seconds))
            ended += 1
        except subprocess.TimeoutExpired:
            os.killpg(merge.pid, signal.SIGKILL)
            merge.wait()
        if os.path.exists("killed.h5"):
            if content("killed.h5") != whole:
                fail("what a killed merge left is not whole")
            os.unlink("killed.h5")
    if start(command, job, "killed.h5").wait() != 0 or content("killed.h5") != whole:
        fail("after the kills the merge does not work")
    left = [name for name in os.listdir(".") if ".part" in name]
    if left:
        fail(f"after a merge that was not killed there is {left}")
    print(f"{times} merges: {times - ended} killed, {ended} had ended before")


main()
