# shellcheck shell=sh
# The views of MPI say why there is nothing to show.
"$MAKE_CLUSTER" plain cluster.h5
"$RANKPROF" report cluster.h5 --view mpi
echo $?
"$RANKPROF" report cluster.h5 --view efficiency
