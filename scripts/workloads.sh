# shellcheck shell=bash
# scripts/workloads.sh: to be sourced, in an empty folder; programs of the distribution to be measured with.
#
# `workload NAME PREFIX...` runs one, with PREFIX in front of each of its processes. All come from
# packages of the distribution, stripped as they are.
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=scripts/mpi.sh
. "$here/mpi.sh"

# name, what it is, package, command it needs
WORKLOADS='hpcc|HPCC on 2 ranks, C and Fortran with OpenBLAS and Open MPI|hpcc|hpcc
templates|C++ with deep templates: two programs of QuantLib|quantlib-examples|EquityOption
fortran|Fortran: MOPAC, an alkane of 40 carbons|mopac|mopac
numpy|Python 3 with NumPy|python3-numpy|/usr/bin/python3
cc1|the C compiler, by default on 600 functions|gcc|gcc'

workload_field() { # NAME NUMBER
    grep "^$1|" <<<"$WORKLOADS" | cut -d '|' -f "$2"
}

# The workloads whose program is here; the others are named on stderr.
workloads_here() {
    local name
    # shellcheck disable=SC2013
    for name in $(cut -d '|' -f 1 <<<"$WORKLOADS"); do
        if command -v "$(workload_field "$name" 4)" >/dev/null; then
            echo "$name"
        else
            echo "left out: $name (package $(workload_field "$name" 3))" >&2
        fi
    done
}

prepare_workloads() {
    sed 's/^1000 /400 /' "$here/hpccinf.txt" >hpccinf.txt
    cat >work.py <<'PYTHON'
import numpy
generator = numpy.random.default_rng(1)
matrix = generator.random((160, 160))
for turn in range(150):
    values, vectors = numpy.linalg.eigh(matrix @ matrix.T)
    numpy.fft.ifft(numpy.fft.fft(generator.random(60000)) * 2)
    numpy.sort(generator.random(60000))
    numpy.einsum("ij,jk,kl->il", matrix, matrix, matrix, optimize=True)
    numpy.array([str(value) for value in values], dtype=object).sort()
    numpy.apply_along_axis(lambda row: row.max() - row.min(), 0, matrix)
    numpy.unique(generator.integers(0, 1000, 30000), return_inverse=True)
PYTHON
    /usr/bin/python3 - >in.mop <<'PYTHON'
print("PM7 GNORM=0.5 THREADS=1\nan alkane\n")
for i in range(40):
    x, y, side = 1.26 * i, 0.43 * (-1) ** i, (-1) ** i
    print(f"C {x:.3f} 1 {y:.3f} 1 0 1")
    for z in 0.9, -0.9:
        print(f"H {x:.3f} 1 {y + side * 0.6:.3f} 1 {z} 1")
print("H -0.9 1 -0.5 1 0 1\nH 50.4 1 0.43 1 0 1")
PYTHON
    /usr/bin/python3 - "${CC1_FUNCTIONS:-600}" >large.c <<'PYTHON'
import sys
for i in range(int(sys.argv[1])):
    print(f"""
struct s{i} {{ int a[{i % 7 + 2}]; double b; struct s{i} *next; }};
double f{i}(struct s{i} *p, int n, const double *w) {{
    double sum = {i}.5; int k = n;
    for (int x = 0; x < n; x++) {{
        for (int y = 0; y < {i % 5 + 3}; y++) sum += w[x * {i % 9 + 1} + y] * p->a[y % {i % 7 + 2}];
        switch ((x + k) % {i % 4 + 5}) {{ case 0: k += x; break; case 1: sum *= 1.25; break;
        case 2: if (p->next) p = p->next; break; case 3: k ^= n; break; default: sum -= k; }}
    }}
    return p->next ? sum + {f"f{i - 1}((void *)p->next, n - 1, w)" if i else "0"} : sum;
}}""")
PYTHON
}

workload() {
    local name=$1 program
    shift
    case $name in
    hpcc) mpi_run 2 "$@" hpcc ;;
    templates) for program in EquityOption DiscreteHedging; do "$@" "$program" || return; done ;;
    fortran) "$@" mopac in.mop ;;
    numpy) OPENBLAS_NUM_THREADS=1 "$@" /usr/bin/python3 work.py ;;
    cc1) "$@" "$(gcc -print-prog-name=cc1)" -quiet -O2 large.c -o large.s ;;
    esac
}
