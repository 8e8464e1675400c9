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
run wrapped rankprof run -o wrapped -e PAPI_TOT_INS -- dash -c 'split 30; split 30'
run dead rankprof run -o dead -e PAPI_TOT_INS,PAPI_L1_DCM -- split 20
if [ -x /usr/bin/mpirun ]; then
    run mpi mpirun -n 2 rankprof run -o mpi -e PAPI_TOT_CYC,PAPI_TOT_INS -- imbalance 0 20
fi
for profile in split wrapped dead mpi; do
    [ ! -d $profile ] || run "merge-$profile" rankprof merge $profile
    [ ! -d $profile ] || run "report-$profile" rankprof report $profile
done
exit $status
