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


def judge_totals():
    true = values_of(inside("split.true"))
    profile = Profile(inside("split"))
    for event in "PAPI_TOT_INS", "PAPI_TOT_CYC":
        total = profile.total(event)
        near(f"{event} of all contexts, against the kernel's count,", total / true[event], 1.0, 0.01)
        said(f"{event}: {total:.0f} in contexts, {true[event]} by the kernel ({total / true[event] - 1:+.3%})")
    near("cycles to an instruction", profile.total("PAPI_TOT_CYC") / profile.total("PAPI_TOT_INS"), 4.0, 0.04)
    for name, share in ("mostly", 0.7), ("seldom", 0.3):
        near_share(f"share of {name}() in PAPI_TOT_INS", profile.share(name, "PAPI_TOT_INS"), share,
                   profile.samples())
        said(f"{name}() has {profile.share(name, 'PAPI_TOT_INS'):.2%} of the instructions, {share:.0%} by its loops")


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
    must(profile.total("PAPI_L1_DCM") == 0, f"PAPI_L1_DCM is {profile.total('PAPI_L1_DCM')}")
    said("PAPI_L1_DCM, which no event of this machine ever raises, is 0 and leaves the others alone")


def judge_stacks():
    for name in "split", "dead", "mpi":
        if not os.path.isdir(inside(name)):
            continue
        check_files(inside(name))
        profile = Profile(inside(name))
        share = profile.inclusive("main") / profile.total()
        said(f"{name}: files keep every rule; {share:.1%} of the CPU time is below main()")
    must(Profile(inside("split")).inclusive("main") > 0.95 * Profile(inside("split")).total(),
         "not all of split is called by main()")


judge_totals()
judge_ranks()
judge_wrapped()
judge_dead_counter()
judge_stacks()
