#!/bin/sh
# moved-tree-works.sh CMAKE BUILD WITH_MPI: an installed tree that was moved profiles a program.
set -eu

cmake=$1
build=$2
with_mpi=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$cmake" --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"
cd "$work"

for file in bin/rankprof lib/rankprof/librankprof-agent.so include/rankprof/rankprof.h; do
    [ -f "moved/$file" ] || { echo "not installed: $file" && exit 1; }
done
if [ "$with_mpi" = ON ] && [ ! -x moved/libexec/rankprof/rankprof-merge ]; then
    echo "not installed: libexec/rankprof/rankprof-merge"
    exit 1
fi

moved/bin/rankprof run -q -o profile -- ls / >/dev/null
moved/bin/rankprof merge profile
if [ ! -f profile/cluster.h5 ]; then
    echo "no merged file; the folder holds: $(ls profile)"
    exit 1
fi
