# shellcheck shell=bash
# tests/gpu/lib.sh: to be sourced by the tests of GPUs, after tests/support/lib.sh: the model of GPUs in
# place of a driver. CTest sets RANKPROF_DOUBLES (folder of the doubles) and RANKPROF_GPU_APPS.
: "${RANKPROF_DOUBLES:?is set by ctest: the folder of the doubles}"
: "${RANKPROF_GPU_APPS:?is set by ctest: the folder of the test programs for GPUs}"
export PYTHONPATH=$RANKPROF_SOURCE/tests/support
for variable in $(compgen -e | grep -E '^(RANKPROF_(DOUBLE_|GPU_|NO_GPU|CUPTI)|CUDA_|NVTX_)' | grep -v RANKPROF_GPU_APPS || true); do
    unset "$variable"
done
MODEL=$RANKPROF_DOUBLES/gpu
export GPU_WORK=$RANKPROF_GPU_APPS/gpu_work

# with_model COMMAND...: runs it where libcuda and libcupti are the model's; its ledger goes to ./ledger.
with_model() {
    mkdir -p ledger
    LD_LIBRARY_PATH=$MODEL${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} RANKPROF_DOUBLE_LEDGER=$WORK/ledger "$@"
}

# fresh: forgets ledgers and profile D of the run before.
fresh() {
    rm -rf ledger D
}

# profile_gpu COMMAND...: a fresh run under rankprof, into D; options of `run` may stand first.
profile_gpu() {
    fresh
    with_model profile D "$@"
}
