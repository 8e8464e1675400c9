#!/bin/bash
# sensors.sh: what NVML tells of a GPU is in the profile; what it refuses is named, and where it hangs or
# is missing the program ends as without us.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"
# shellcheck source=tests/gpu/lib.sh
. "$RANKPROF_SOURCE/tests/gpu/lib.sh"

# readings_are_there NAME: the sensor was read twice at least.
readings_are_there() {
    judge "$1" <<'EOF'
from gpu_truth import *
found = sum(RankGpus(path).sensor_sums().get(sys.argv[1], {"count": 0})["count"] for path in glob.glob("D/rank-*"))
sys.exit(0 if found >= 2 else 1)
EOF
}

# watch_sensor FLAGS NAME: a program that waits, under an NVML with these flags, until NAME was read twice.
watch_sensor() {
    fresh
    mkdir -p ledger
    RANKPROF_DOUBLE_NVML=$1 LD_LIBRARY_PATH=$MODEL rankprof run -q --slice 0.2 -o D "$GPU_WORK" wait >out &
    application=$!
    STARTED+=("$application")
    wait_for 60 readings_are_there "$2"
    kill -KILL "$application"
    settle D
}

# judge_it: Python on stdin, in which `sensors` is at hand.
judge_it() {
    { cat <<'EOF'; cat; } | judge D
from gpu_truth import *
sensors = RankGpus("D/rank-000000.h5").sensor_sums()
EOF
}

watch_sensor slowed=0x44 sm_active
judge_it <<'EOF'
for name, value, unit in (("power", 350, "W"), ("clock_sm", 1980, "MHz"), ("clock_memory", 3201, "MHz"),
                          ("temperature", 60, "C"), ("utilization", 90, "%"), ("memory_utilization", 40, "%"),
                          ("memory_used", 20 << 30, "bytes"), ("slowed_by_power_cap", 100, "%"),
                          ("slowed_by_heat", 100, "%"), ("slowed_by_hardware", 0, "%"), ("energy", 175, "J"),
                          ("pcie_sent", 1e6, "bytes"), ("ecc_corrected", 0, "count"), ("sm_active", 15, "%"),
                          ("tensor_active", 37.5, "%"), ("memory_bandwidth", 75, "%")):
    it = sensors[name]
    mean = it["sum"] / it["count"]
    must(abs(mean - value) < 1e-6 * max(value, 1), f"{name} is {mean}, the double says {value}")
    must((it["unit"], it["state"]) == (unit, 1), f"{name}: {it}")
must(sensors["power"]["count"] == sensors["energy"]["count"] + 1, "the first value of a counter is no growth")
for name in ("nvlink_sent", "memory_temperature", "integer_active"):
    must((sensors[name]["state"], sensors[name]["reason"]) == (2, "Not Supported (3)"), f"{name}: {sensors[name]}")
check_files("D")
shown = {sensor["sensor"]: sensor for sensor in report("D")["gpus"][0]["sensors"]}
must(shown["power"]["mean"] == 350 and shown["power"]["unit"] == "W", f"the report shows {shown['power']}")
must(shown["slowed_by_heat"]["mean"] == 100, f"the report shows {shown['slowed_by_heat']}")
must(shown["energy"]["total"] == sensors["energy"]["sum"], f"the report shows {shown['energy']}")
EOF
rankprof report D --view gpu >text 2>/dev/null
grep -q "350 W" text || fail "the report does not show the power: $(cat text)"
grep -q "power cap 100 %" text || fail "the report does not say why the GPU is slowed: $(cat text)"

# An instance of a GPU, and one that has no GPM.
watch_sensor mig=1,gpm=3 power
judge_it <<'EOF'
must(sensors["power"]["count"] >= 2 and sensors["sm_active"]["state"] == 2, f"{sensors}")
EOF

# Fields are refused: the older call tells the power.
watch_sensor fields=4 power
judge_it <<'EOF'
must(sensors["power"]["max"] == 340, f"{sensors['power']}")
must(sensors["energy"]["reason"] == "Insufficient Permissions (4)", f"{sensors['energy']}")
EOF

# lost FLAGS REASON: nothing is read, and one row says why, if it came in time; all else is as ever.
lost() {
    fresh
    RANKPROF_DOUBLE_NVML=$1 with_model profile D "$GPU_WORK" threads 1 500 1 >out
    expect "output with $1" "$(cat out)" "done"
    judge "$2" <<'EOF'
from gpu_truth import *
rank = RankGpus("D/rank-000000.h5")
sensors = rank.sensor_sums()
must(all(sensor["count"] == 0 for sensor in sensors.values()), f"{sensors}")
must(rank.times(False)[RECORDS][0] == 500, f"{rank.times(False)[RECORDS]} records of 500")
must(not sensors or sys.argv[1] in sensors["all"]["reason"], f"{sensors}")
EOF
}
lost init=9 "NVML cannot start: Unknown Error (9)"
lost handle=15 "GPU is lost (15)"
SECONDS=0
lost hang=60 "is never told"
[ "$SECONDS" -lt 40 ] || fail "the job waited for $SECONDS s"
