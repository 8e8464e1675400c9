#!/bin/bash
# mpi-nodes.sh: ranks on two nodes, whose clocks differ, are told apart by node, the difference is found, and who waited for whom is right all the same.
# The nodes are namespaces of this machine: each has its own network, joined by a wire, and its own host name.
# shellcheck source=tests/support/lib.sh
. "${RANKPROF_SOURCE:?is set by ctest}/tests/support/lib.sh"

here=10.213.7.1
there=10.213.7.2
ahead_ns=250000000 # the clock of the second node

if [ "${1:-}" != inside ]; then
    command -v ip >/dev/null || skip "there is no ip(8) to join two networks with"
    for user in --net --map-root-user; do # the second makes a namespace for users, too
        unshare --net --uts "$user" true 2>/dev/null || continue
        status_of unshare --net --uts "$user" "$0" inside
        exit "$STATUS"
    done
    skip "this system does not permit network namespaces"
fi

# In the namespaces of the first node: makes those of the second.
hostname node-one
unshare --net --uts sleep 600 &
second=$!
disown "$second"
STARTED+=("$second")
there_is() {
    nsenter --target "$second" --net --uts "$@"
}
is_apart() {
    [ "$(readlink /proc/$second/ns/net)" != "$(readlink /proc/$$/ns/net)" ]
}
wait_for 10 is_apart
there_is hostname node-two
ip link set lo up
there_is ip link set lo up
ip link add wire-one type veth peer name wire-two netns "$second" || skip "this system has no virtual network wires (veth)"
ip addr add "$here/24" dev wire-one
ip link set wire-one up
there_is ip addr add "$there/24" dev wire-two
there_is ip link set wire-two up

# What mpirun calls instead of ssh: HOST COMMAND... The clock is preloaded into rankprof itself, which the
# second variable makes believe that it has been executed anew without what is preloaded.
clock=$RANKPROF_DOUBLES/libdouble_clock.so
cat >reach <<END
#!/bin/bash
shift
LD_PRELOAD=$clock RANKPROF_KEPT_PRELOAD=$clock CLOCK_AHEAD_NS=$ahead_ns \
    exec nsenter --target $second --net --uts bash -c "\$*"
END
chmod +x reach
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
mpirun --mca plm_rsh_agent "$WORK/reach" --mca btl_tcp_if_include 10.213.7.0/24 --mca oob_tcp_if_include 10.213.7.0/24 \
    --oversubscribe -n 4 --host "$here:2,$there:2" --map-by slot \
    rankprof run -q -F 500 --clock wall -o nodes "$APPS/mpi_late" "$WORK/log" world 3
settle nodes
expect "number of rank files" "$(compgen -G "nodes/rank-*.h5" | wc -l)" 4
judge "$ahead_ns" <<'END'
from judge import *
from judge_late import *
check_files("nodes")
found = report("nodes")
must(found["nodes"] == 2, f"the job had {found['nodes']} nodes")
hosts = [row["node"] for row in found["per_rank"]]
must(sorted(hosts) == ["node-one"] * 2 + ["node-two"] * 2, f"the ranks were on {hosts}")
clocks = {row["node"]: row for row in found["clocks"]}
ahead = int(arg(1)) * 1e-9
got = clocks["node-two"]["ahead_seconds"] - clocks["node-one"]["ahead_seconds"]
error = clocks["node-two"]["error_seconds"]
print(f"the second clock is ahead by {got:.6f} s, at most {error:.6f} s wrong")
near("the difference of the clocks", got, ahead, error)
must(error < 0.05, f"the error of the difference is {error} s")
compare_late("nodes", Logs("log", 4, [[0, 1, 2, 3]]), "MPI_Allreduce", 10)
END
