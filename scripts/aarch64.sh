# shellcheck shell=sh
# scripts/aarch64.sh: to be sourced in the top folder; the cross-build that test-aarch64 and pmu-lab share.
# RANKPROF_AARCH64_BUILD may name another folder than build/aarch64.
build=${RANKPROF_AARCH64_BUILD:-build/aarch64}

need_tool() {
    if ! command -v "$1" >/dev/null 2>&1; then
        echo "${0##*/}: skipped: '$1' is not installed; scripts/setup aarch64 installs it"
        exit 77
    fi
}

build_aarch64() {
    log=$build/rankprof-build.log
    mkdir -p "$build"
    echo "== Building for aarch64 in $build"
    if ! {
        cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DRANKPROF_WITH_MPI=OFF \
            -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/toolchain-aarch64.cmake" &&
            cmake --build "$build"
    } >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        echo "${0##*/}: the build for aarch64 failed; all of it is in $log" >&2
        exit 1
    fi
}
