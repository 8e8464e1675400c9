# planted.py: which of the faults that scripts/check-findings planted did the reports find?
#   without arguments: reads clean.json, throttled.json, ... here; prints "FAULT yes|no EVIDENCE" for each fault and "clean ..."
#   with a file of such lines: counts them and ends with 1 unless 9 of 10 were found, with at most 1 false alarm of 10
import json
import sys

# What a machine does to all ranks alike is true, and no false alarm.
OF_ALL = {"oversubscribed", "cpu-starved", "context-switches", "page-faults", "late"}
# fault: job, kinds of findings or discrepancies, the ranks that must be named, words of the text
FAULTS = {
    "throttled rank": ("throttled", {"cpu-throttled", "cpu-starved", "cpu-share"}, [1], ""),
    "other library": ("software", {"libplanted.so"}, [2], ""),
    "wrong binding": ("software", {"shared-cpus", "binding.cpus", "cpus"}, [3], ""),
    "serial section": ("serial", {"serial-section"}, [0], "serial_part"),
    "held up": ("held", {"held-up"}, [1], ""),
    "work in turn": ("alternate", {"work-in-turn"}, None, ""),
}


def all_of(report):
    """(kind, ranks, text) of findings and discrepancies."""
    for finding in report["findings"]:
        yield finding["kind"], finding["ranks"], finding["text"]
    for discrepancy in report["discrepancies"]:
        yield discrepancy["what"], discrepancy["ranks"], discrepancy["text"]


def find(job, kinds, ranks, word):
    with open(f"{job}.json", encoding="utf-8") as file:
        for kind, named, text in all_of(json.load(file)):
            if kind in kinds and (ranks is None or named == ranks) and word in text:
                return text
    return None


def false_alarms():
    with open("clean.json", encoding="utf-8") as file:
        report = json.load(file)
    return [f"{kind}: {text}" for kind, ranks, text in all_of(report)
            if not (kind in OF_ALL and len(ranks) in (0, report["ranks"]))]


def tell():
    alarms = false_alarms()
    for fault, (job, kinds, ranks, word) in FAULTS.items():
        text = find(job, kinds, ranks, word)
        print(f"{fault}: {'yes' if text else 'no'}  {text or ''}")
    print(f"clean: {'no' if alarms else 'yes'}  {'; '.join(alarms)}")


def count(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.split(": ", 1) for line in file if ": " in line]
    good = True
    for name in list(FAULTS) + ["clean"]:
        answers = [rest.startswith("yes") for fault, rest in lines if fault == name]
        found = sum(answers)
        enough = 10 * found >= 9 * len(answers)
        good = good and enough
        what = "without a false alarm" if name == "clean" else "found"
        print(f"{name}: {found} of {len(answers)} {what}{'' if enough else '   TOO FEW'}")
    sys.exit(0 if good else 1)


if len(sys.argv) > 1:
    count(sys.argv[1])
else:
    tell()
