#!/bin/sh
# Slurm task prolog (TaskProlog in slurm.conf, or srun --task-prolog): what it prints as "export NAME=VALUE"
# is in the environment of each task. Here the settings of all `rankprof run` of the site: users' options
# count more. A job without rankprof does not notice it.
echo "export RANKPROF_SLICE=30"
echo "export RANKPROF_BUDGET=1"
