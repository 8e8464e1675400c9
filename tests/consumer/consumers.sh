#!/bin/sh
# consumers.sh CMAKE BUILD: programs in C, C++ and Fortran build against an installed tree that was
# moved, by find_package and by pkg-config, and their region is in their profile.
set -eu

cmake=$1
build=$2
sources=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fortran=no
if command -v gfortran >/dev/null 2>&1; then
    fortran=yes
fi
"$cmake" --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"
prefix=$work/moved
cd "$work"

build_by_cmake() {
    "$cmake" -S "$sources" -B by-cmake -D CMAKE_PREFIX_PATH="$prefix" -D CONSUMER_FORTRAN=$fortran
    "$cmake" --build by-cmake
}
if ! build_by_cmake >log 2>&1; then
    cat log
    exit 1
fi

export PKG_CONFIG_PATH="$prefix/share/pkgconfig"
mkdir by-pkg-config
# shellcheck disable=SC2046 # words of a command line
{
    cc $(pkg-config --cflags rankprof) "$sources/consumer.c" -o by-pkg-config/consumer_c \
        $(pkg-config --libs rankprof)
    c++ $(pkg-config --cflags rankprof) "$sources/consumer.cpp" -o by-pkg-config/consumer_cxx \
        $(pkg-config --libs rankprof)
    if [ $fortran = yes ]; then
        gfortran -J by-pkg-config "$(pkg-config --variable=fortran_source rankprof)" \
            "$sources/consumer.f90" -o by-pkg-config/consumer_fortran
    fi
}

for program in by-cmake/consumer_* by-pkg-config/consumer_*; do
    "$prefix/bin/rankprof" run -q -o "$program.profile" "$program"
    regions=$("$prefix/bin/rankprof" report --view regions "$program.profile")
    case $regions in
    *consumed*) ;;
    *)
        echo "$program: its region is not in its profile: $regions"
        exit 1
        ;;
    esac
done
echo "built, and found with their region: $(echo by-*/consumer_* | tr -d '\n')"
