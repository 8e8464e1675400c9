/* kernels.ptx.h: the kernels of the test programs, as PTX that every driver since CUDA 11 compiles.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A spinning kernel runs for as many ns as its argument says, by the clock of the GPU. The lines
 * "// model" are for the double of libcuda.
 */
#ifndef RANKPROF_TESTS_KERNELS_PTX_H
#define RANKPROF_TESTS_KERNELS_PTX_H

#define SPIN(name)                                                                                 \
    "// model " name " argument\n"                                                                 \
    ".visible .entry " name "(.param .u64 time_ns)\n"                                              \
    "{\n"                                                                                          \
    "    .reg .pred %p;\n"                                                                         \
    "    .reg .u64 %limit, %start, %now, %passed;\n"                                               \
    "    ld.param.u64 %limit, [time_ns];\n"                                                        \
    "    mov.u64 %start, %globaltimer;\n"                                                          \
    "again:\n"                                                                                     \
    "    mov.u64 %now, %globaltimer;\n"                                                            \
    "    sub.u64 %passed, %now, %start;\n"                                                         \
    "    setp.lt.u64 %p, %passed, %limit;\n"                                                       \
    "    @%p bra again;\n"                                                                         \
    "    ret;\n"                                                                                   \
    "}\n"

static const char kernels_ptx[] =
    ".version 7.0\n.target sm_50\n.address_size 64\n"
    "// model null 1000\n.visible .entry null(.param .u64 unused)\n{\n    ret;\n}\n" SPIN("spin")
        SPIN("work_0") SPIN("work_1") SPIN("work_2") SPIN("work_3") SPIN("work_4") SPIN("work_5")
            SPIN("work_6") SPIN("work_7") SPIN("ncclDevKernel_AllReduce_Sum_f32_RING_LL");

#undef SPIN

#endif
