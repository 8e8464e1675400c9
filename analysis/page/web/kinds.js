// kinds.js: what kind of code a function is, by what its context stands for and its module.
// SPDX-License-Identifier: Apache-2.0

/** Kinds of context, as in common/context_kind.h. */
const CONTEXT = {partial: 3, unsampled: 4, mpi: 5, region: 6, gpu: 7, interpreted: 8};

/** The kinds in the order of the legend; each has a colour --kind-NAME in the style. */
export const KINDS = {
    user: 'program',
    library: 'libraries',
    mpi: 'MPI',
    gpu: 'GPU',
    io: 'input and output',
    python: 'Python',
    region: 'regions',
    system: 'system',
    none: 'not known',
};

/** The first that matches decides. */
const MODULES = [
    [/^lib(mpi|open-pal|open-rte|mpich|pmix|pmi|ucp|uct|ucs|ucm|fabric|psm2|ibverbs|mlx5)/, 'mpi'],
    [/^mca_|^libmca/, 'mpi'],
    [/^lib(cuda|cudart|cublas|cufft|cusparse|cusolver|nccl|nvidia|amdhip|hsa|rocm)/, 'gpu'],
    [/^lib(hdf5|netcdf|pnetcdf|adios|sz|aio|uring)/, 'io'],
    [/^(ld-linux|ld64|libc[.-]|libpthread|libdl|librt|\[vdso\]|libgcc_s|libstdc\+\+)/, 'system'],
    [/^(lib)?python\d/, 'python'],
    [/\.so(\.|$)/, 'library'],
];
const INPUT_OUTPUT = /^(MPI_File_|H5[A-Z]|nc_|__?(libc_)?p?(read|write)v?(64)?$|f(read|write|sync)$)/;

/** @returns {keyof typeof KINDS} */
export function kindOf(fn) {
    const module = fn.module.slice(fn.module.lastIndexOf('/') + 1);

    if (INPUT_OUTPUT.test(fn.name))
        return 'io';
    if (fn.kind === CONTEXT.mpi)
        return 'mpi';
    if (fn.kind === CONTEXT.gpu)
        return 'gpu';
    if (fn.kind === CONTEXT.region)
        return 'region';
    if (fn.kind === CONTEXT.interpreted)
        return 'python';
    if (fn.kind === CONTEXT.partial || fn.kind === CONTEXT.unsampled || fn.module === '')
        return 'none';
    return MODULES.find(([pattern]) => pattern.test(module))?.[1] ?? 'user';
}
