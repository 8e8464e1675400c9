"""killed.py JOB TIMES SEED WHAT COMMAND...: kills a merge with SIGKILL at random moments.

WHAT is killed: `all` processes of the merge, the `launcher` alone, or `one` of the processes that a launcher
started. COMMAND gets the directory and `-o FILE`. Afterwards there is no cluster file, or a whole one that is
the same as without the kill; and a merge that is not killed works.
"""
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ["RANKPROF_SOURCE"], "tests", "mpi"))
from content import content  # noqa: E402

LONGEST_SECONDS = 120  # until the others have noticed


def fail(sentence):
    sys.exit("failed: " + sentence)


def start(command, job, output):
    return subprocess.Popen([*command, job, "-o", output], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, start_new_session=True)


def merging(output):
    """The processes that write `output`, without their launcher."""
    found = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                words = file.read().decode(errors="replace").split("\0")
        except OSError:
            continue
        if words[0].endswith("rankprof-merge") and output in words:
            found.append(int(process))
    return found


def kill(process):
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has just ended


def kill_launcher(merge, _output, _source):
    kill(merge.pid)


def kill_all(merge, output, _source):
    """A launcher gives each process a group of its own."""
    for process in [merge.pid, *merging(output)]:
        kill(process)


def kill_one(_merge, output, source):
    processes = merging(output)
    if processes:
        kill(source.choice(processes))


KILLS = {"all": kill_all, "launcher": kill_launcher, "one": kill_one}


def wait_for_end(merge, output):
    """Nobody is left behind who waits for the one that is gone."""
    end = time.monotonic() + LONGEST_SECONDS
    while True:
        if merge.poll() is not None and not merging(output):
            return
        if time.monotonic() > end:
            fail(f"{LONGEST_SECONDS} s after the kill processes {merging(output)} are still there")
        time.sleep(0.02)


def main():
    job, times, seed, what, command = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5:]
    source = random.Random(seed)
    output = os.path.abspath("killed.h5")
    began = time.monotonic()
    if start(command, job, "whole.h5").wait() != 0:
        fail("the merge that is not killed fails")
    seconds = time.monotonic() - began
    whole = content("whole.h5")
    ended = left_whole = 0
    for _ in range(times):
        merge = start(command, job, output)
        try:
            merge.wait(source.uniform(0, seconds))
            ended += 1
        except subprocess.TimeoutExpired:
            KILLS[what](merge, output, source)
        wait_for_end(merge, output)
        if os.path.exists(output):
            left_whole += 1
            if content(output) != whole:
                fail("what a killed merge left is not whole")
            os.unlink(output)
    if start(command, job, output).wait() != 0 or content(output) != whole:
        fail("after the kills the merge does not work")
    left = [name for name in os.listdir(".") if ".part" in name]
    if left:
        fail(f"after a merge that was not killed there is {left}")
    print(f"{times} merges, killed: {what}: {times - ended} killed, {ended} had ended before, {left_whole} whole "
          f"files, {times - left_whole} none")


main()
