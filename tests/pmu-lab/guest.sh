# shellcheck shell=sh
# guest.sh: what runs in the lab's machine; every profile and every true value goes to /results.
set -u
cd /results || exit

status=0
say() {
    echo "lab: $*"
}
# run NAME command...: its output goes to NAME.log
run() {
    name=$1
    shift
    say "$name: $*"
    "$@" >"$name.log" 2>&1 || {
        status=1
        say "$name failed with $?:"
        cat "$name.log"
    }
}

run unwind /lab/test_unwind
run cfi /lab/test_cfi
run events rankprof events
run doctor rankprof doctor
run split rankprof run -F 250 -o split -e PAPI_TOT_CYC,PAPI_TOT_INS -- counted_split split.true 100
# One event a run, for two that overflow at the same moment share a sample.
run overflow-ins rankprof run --budget 50 -o overflow-ins -e PAPI_TOT_INS@1M -- counted_split overflow-ins.true 100
run overflow-cyc rankprof run --budget 50 -o overflow-cyc -e PAPI_TOT_CYC@2M -- counted_split overflow-cyc.true 100
run wrapped rankprof run -o wrapped -e PAPI_TOT_INS -- dash -c 'split 30; split 30'
run dead rankprof run -o dead -e PAPI_TOT_INS,PAPI_L1_DCM -- split 20
if [ -x /usr/bin/mpirun ]; then
    run mpi mpirun -n 2 rankprof run -o mpi -e PAPI_TOT_CYC,PAPI_TOT_INS -- imbalance 0 20
    run mpi-overflow mpirun -n 2 rankprof run --budget 50 -o mpi-overflow -e PAPI_TOT_INS@1M -- imbalance 0 20
fi
# As Debian's kernel begins: nobody may, but root. PAPI then leaves its counters out for root, too.
echo 3 >/proc/sys/kernel/perf_event_paranoid
run level-3-root rankprof run -o level-3-root -e PAPI_TOT_INS -- split 20
mkdir -m 777 user
run level-3 su user -c 'rankprof run -F 1000 -o user/level-3 -e PAPI_TOT_INS,page-faults@10 -- split 20'
run doctor-3 su user -c 'rankprof doctor user'
mv user/level-3 level-3
for profile in split overflow-ins overflow-cyc wrapped dead mpi mpi-overflow level-3-root level-3; do
    [ ! -d $profile ] || run "merge-$profile" rankprof merge $profile
    [ ! -d $profile ] || run "report-$profile" rankprof report $profile
done
exit $status
