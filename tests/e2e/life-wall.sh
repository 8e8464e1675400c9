#!/bin/bash
# life-wall.sh: the cases of life.sh, sampled on wall time.
exec bash "${RANKPROF_SOURCE:?is set by ctest}/tests/e2e/life.sh" -- --clock wall
