#!/bin/bash
# Slurm: a job of 4 nodes, profiled, and merged on its own nodes before it ends. Copy it and change it.
#SBATCH --job-name=app
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=32
#SBATCH --time=01:00:00
set -u

profile=$SLURM_SUBMIT_DIR/profile-$SLURM_JOB_ID

# The exit status is the program's. --mpi=pmi2 is for MPICH; Open MPI wants pmix.
srun --mpi=pmix rankprof run -o "$profile" -- ./app input.dat
status=$?

# 8 processes are enough for some thousands of ranks; with one, leave srun out.
srun --mpi=pmix --ntasks=8 rankprof merge "$profile"
rankprof report "$profile"
exit $status
