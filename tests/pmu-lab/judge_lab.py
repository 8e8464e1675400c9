"""judge_lab.py RESULTS: compares the profiles that came out of the lab's machine with the truth.

What the numbers mean, and why they are known: docs/pmu-lab.md.
"""
from judge import *

RESULTS = arg(1)
TURN_INSTRUCTIONS = 4  # of a loop of split.c: multiply and add, count, compare, branch


def inside(*parts):
    return os.path.join(RESULTS, *parts)


def said(claim):
    print(f"ok: {claim}")


def judge_shares(profile, event, samples):
    for name, share in ("mostly", 0.75), ("seldom", 0.25):
        near_share(f"share of {name}() in {event}", profile.share(name, event), share, samples)
        said(f"{name}() has {profile.share(name, event):.2%} of {event}, {share:.0%} by its loops")


def judge_totals():
    true = values_of(inside("split.true"))
    profile = Profile(inside("split"))
    for event in "PAPI_TOT_INS", "PAPI_TOT_CYC":
        total = profile.total(event)
        near(f"{event} of all contexts, against the kernel's count,", total / true[event], 1.0, 0.01)
        said(f"{event}: {total:.0f} in contexts, {true[event]} by the kernel ({total / true[event] - 1:+.3%})")
    near("cycles to an instruction", profile.total("PAPI_TOT_CYC") / profile.total("PAPI_TOT_INS"), 4.0, 0.04)
    judge_shares(profile, "PAPI_TOT_INS", profile.samples())


def judge_overflow():
    """Samples on overflow: one a period, where the period ended."""
    for name, event, period in ("overflow-ins", "PAPI_TOT_INS@1M", 1e6), ("overflow-cyc", "PAPI_TOT_CYC@2M", 2e6):
        true = values_of(inside(f"{name}.true"))[event.split("@")[0]]
        profile = Profile(inside(name))
        taken, wanted = int(profile.ranks["overflow_samples"].sum()), true / period
        near(f"samples of {event}, by the kernel's count through the period,", taken / wanted, 1.0, 0.01)
        said(f"{event}: {taken} samples, {wanted:.1f} by the kernel's count ({taken / wanted - 1:+.3%})")
        near(f"{event} of all contexts, by the kernel's count,", profile.total(event) / true, 1.0, 0.01)
        judge_shares(profile, event, taken)


def judge_overflow_ranks():
    if not os.path.isdir(inside("mpi-overflow")):
        return
    profile = Profile(inside("mpi-overflow"))
    ins = [profile.inclusive("compute", "PAPI_TOT_INS@1M", rank) for rank in (0, 1)]
    near("samples in compute() of rank 0, by those of rank 1,", ins[0] / ins[1], 2.0, 0.2)
    said(f"on overflow rank 0 computes {ins[0] / ins[1]:.3f} times what rank 1 does, 2 by its loops")


def judge_denied():
    """kernel.perf_event_paranoid of 3: root counts, though PAPI would not; others get time, and the reason."""
    near("instructions of root at level 3, by those of its loops,",
         Profile(inside("level-3-root")).total("PAPI_TOT_INS") / (20e6 * TURN_INSTRUCTIONS), 1.0, 0.1)
    profile = Profile(inside("level-3"))
    must(profile.share("mostly") > 0.5, "a user at level 3: time was not sampled")
    for event in "PAPI_TOT_INS", "page-faults@10":
        row = profile.metric(event)
        reason = profile.text(profile.metrics["reason"][row])
        must(profile.metrics["refused_ranks"][row] == 1, f"a user at level 3 counts {event}")
        must("perf_event_paranoid is 3" in reason, f"the reason for {event}: '{reason}'")
    said(f"at level 3 root counts; a user gets time alone: '{reason}'")


def judge_ranks():
    if not os.path.isdir(inside("mpi")):
        return
    profile = Profile(inside("mpi"))
    ins = [profile.inclusive("compute", "PAPI_TOT_INS", rank) for rank in (0, 1)]
    near("instructions of compute() in rank 0, by those in rank 1,", ins[0] / ins[1], 2.0, 0.2)
    said(f"rank 0 computes {ins[0] / ins[1]:.3f} times what rank 1 does, 2 by its loops")


def judge_wrapped():
    profile = Profile(inside("wrapped"))
    ratio = profile.total("PAPI_TOT_INS") / (2 * 30e6 * TURN_INSTRUCTIONS)
    near("instructions of two programs under a shell, by those of their loops,", ratio, 1.0, 0.1)
    said(f"two programs under a shell have {ratio:.3f} times the instructions of their loops")


def judge_dead_counter():
    profile = Profile(inside("dead"))
    must(profile.total("PAPI_TOT_INS") > 1e6, "no instructions are counted beside a dead counter")
    row = profile.metric("PAPI_L1_DCM")
    must(profile.metrics["dead_ranks"][row] == 1, "PAPI_L1_DCM is not called dead")
    states = {metric["name"]: (metric["state"], metric["total"]) for metric in report(inside("dead"))["metrics"]}
    must(states["PAPI_L1_DCM"] == ("dead", None), f"the report has {states}")
    said("PAPI_L1_DCM, which no event of this machine ever raises, is called dead and leaves the others alone")


def judge_stacks():
    for name in "split", "overflow-ins", "overflow-cyc", "dead", "mpi", "mpi-overflow", "level-3-root", "level-3":
        if not os.path.isdir(inside(name)):
            continue
        check_files(inside(name))
        profile = Profile(inside(name))
        share = profile.inclusive("main") / profile.total()
        said(f"{name}: files keep every rule; {share:.1%} of the CPU time is below main()")
    must(Profile(inside("split")).inclusive("main") > 0.95 * Profile(inside("split")).total(),
         "not all of split is called by main()")


judge_totals()
judge_overflow()
judge_ranks()
judge_overflow_ranks()
judge_wrapped()
judge_dead_counter()
judge_denied()
judge_stacks()
