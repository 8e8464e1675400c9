# shellcheck shell=sh
# scripts/mpi.sh: to be sourced; defines `mpi_run N command...`, mpirun on this one machine.
#
# Open MPI refuses to run as root unless it is told twice that this is meant, and refuses more
# processes than cores without --oversubscribe. Both are right for a test, neither for a cluster.
# RANKPROF_MPIEXEC is the launcher of another MPI, which needs neither.
mpi_run() {
    if [ -n "${RANKPROF_MPIEXEC:-}" ]; then
        processes=$1
        shift
        "$RANKPROF_MPIEXEC" -n "$processes" "$@"
        return
    fi
    if [ "$(id -u)" = 0 ]; then
        export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    fi
    processes=$1
    shift
    if [ "$processes" -gt "$(nproc)" ]; then
        mpirun --oversubscribe -n "$processes" "$@"
    else
        mpirun -n "$processes" "$@"
    fi
}
