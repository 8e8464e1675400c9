/* cluster_kinds.c: what is in the small cluster files that make_cluster writes.
 * SPDX-License-Identifier: Apache-2.0
 *
 * plain: 4 ranks on 2 nodes. main calls solve (70) and exchange (30), exchange calls copy. Rank 3
 * does twice the work of the others in solve. One sample is 10 ms.
 */
#include "tests/cli/make_cluster.h"

static const struct frame plain_frames[] = {
    {"main", "/src/app.c", 10},
    {"solver::stencil<double, 3, Field<double>, std::allocator<double> >(Field<double>&, int)",
     "/src/solve.cpp", 20},
    {"exchange", "/src/exchange.c", 30},
    {"copy_halo", "", 0},
};

static const struct place plain_places[] = {
    {0, -1, 0, 0, 0, RP_CONTEXT_ROOT},      {0, 0, 12, 0, 0, RP_CONTEXT_CODE},
    {1, 1, 22, 500, 1000, RP_CONTEXT_CODE}, {1, 1, 25, 200, 400, RP_CONTEXT_CODE},
    {1, 2, 31, 100, 100, RP_CONTEXT_CODE},  {4, 3, 0, 190, 190, RP_CONTEXT_CODE},
    {0, -1, 0, 5, 5, RP_CONTEXT_PARTIAL},   {0, -1, 0, 5, 5, RP_CONTEXT_UNSAMPLED},
};

static const struct frame hostile_frames[] = {
    {"main", "/src/app.c", 10},
    {"red \033[31m name", "/src/\r\n.c", 1},
    {"two\nlines, \"quoted\"", "", 0},
    {"bytes \xff\xfe and \xe2\x80\xae"
     "bidi",
     "", 0},
    {"na\xc3\xafve", "", 0},
};

static const struct place hostile_places[] = {
    {0, -1, 0, 0, 0, RP_CONTEXT_ROOT},    {0, 0, 12, 0, 0, RP_CONTEXT_CODE},
    {1, 1, 2, 400, 400, RP_CONTEXT_CODE}, {1, 2, 3, 300, 300, RP_CONTEXT_CODE},
    {1, 3, 4, 200, 200, RP_CONTEXT_CODE}, {1, 4, 5, 100, 100, RP_CONTEXT_CODE},
};

/* What would be more than text where it is taken for a part of an HTML page. */
static const struct frame markup_frames[] = {
    {"main", "/src/app.c", 10},     {"</script><img src=x onerror=alert(1)>", "/src/<b>.c", 1},
    {"<!--<script>", "", 0},        {"\"><svg/onload=alert(2)> 'quoted' &lt;b&gt;", "", 0},
    {"javascript:alert(3)", "", 0},
};

/* main calls even, even calls odd, odd calls even ...: each counted once. */
static const struct frame recursion_frames[] = {
    {"main", "/src/app.c", 10}, {"even", "/src/app.c", 20}, {"odd", "/src/app.c", 30}};

static const struct place recursion_places[] = {
    {0, -1, 0, 0, 0, RP_CONTEXT_ROOT},     {0, 0, 12, 0, 0, RP_CONTEXT_CODE},
    {1, 1, 21, 100, 100, RP_CONTEXT_CODE}, {2, 2, 31, 100, 100, RP_CONTEXT_CODE},
    {3, 1, 21, 100, 100, RP_CONTEXT_CODE}, {4, 1, 21, 100, 100, RP_CONTEXT_CODE},
};

/* main calls step, which computes, and launches through NVIDIA's runtime. */
static const struct frame gpu_frames[] = {
    {"main", "/src/app.c", 10},
    {"step", "/src/step.cpp", 20},
    {"cudaLaunchKernel", "", 0},
    {"gemm<float>(float const*, float*)", "", 0},
    {"ncclDevKernel_AllReduce_Sum_f32_RING_LL", "", 0},
    {"[copy host to device, pageable]", "", 0},
    {"cuStreamSynchronize", "", 0},
};

static const struct place gpu_places[] = {
    {0, -1, 0, 0, 0, RP_CONTEXT_ROOT},     {0, 0, 12, 0, 0, RP_CONTEXT_CODE},
    {1, 1, 22, 900, 900, RP_CONTEXT_CODE}, {2, 2, 0, 100, 100, RP_CONTEXT_CODE},
    {3, 3, 0, 0, 0, RP_CONTEXT_GPU},       {3, 4, 0, 0, 0, RP_CONTEXT_GPU},
    {2, 5, 0, 0, 0, RP_CONTEXT_GPU},       {2, 6, 0, 0, 0, RP_CONTEXT_GPU},
};

#define KIND(text, frames, places)                                                                 \
    {                                                                                              \
        text, frames, sizeof(frames) / sizeof((frames)[0]), places,                                \
            sizeof(places) / sizeof((places)[0])                                                   \
    }
const struct kind cluster_kinds[] = {
    KIND("plain", plain_frames, plain_places),
    KIND("partial", plain_frames, plain_places),
    KIND("refused", plain_frames, plain_places),
    KIND("hostile", hostile_frames, hostile_places),
    KIND("markup", markup_frames, hostile_places),
    KIND("recursion", recursion_frames, recursion_places),
    KIND("differing", plain_frames, plain_places),
    KIND("counters", plain_frames, plain_places),
    KIND("roofline", plain_frames, plain_places),
    KIND("gpu", gpu_frames, gpu_places),
    {NULL, NULL, 0, NULL, 0},
};
