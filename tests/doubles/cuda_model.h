/* cuda_model.h: a model of GPUs behind the doubles of libcuda and libcupti, with a ledger of truth.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Operations of one stream run one after the other, those of different streams at the same time.
 * When each begins and ends is known when it is launched; who synchronises sleeps until then.
 */
#ifndef RANKPROF_TESTS_CUDA_MODEL_H
#define RANKPROF_TESTS_CUDA_MODEL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/gpu/cuda_types.h"

#define MODEL_DEVICES    8
#define MODEL_NAME_BYTES 64

enum model_kind { MODEL_KERNEL = 1, MODEL_COPY, MODEL_MEMSET, MODEL_GRAPH };

/* What ran, as CUPTI would record it. Times on CLOCK_MONOTONIC. */
struct model_operation {
    enum model_kind kind;
    const char *name;
    uint64_t start_ns, end_ns, bytes;
    uint32_t device, stream, correlation;
    uint8_t copy_kind, source_kind, target_kind; /* as CUPTI numbers them */
    uint64_t graph_node;                         /* 0: not of a graph */
};

/* What libcupti's double wants to be told; any member may be NULL. */
struct model_hooks {
    void (*call)(int site, uint32_t number, const char *function, uint32_t correlation);
    void (*operation)(const struct model_operation *operation);
    void (*context)(bool created, cuda_context context);
    bool (*wants_nodes)(void); /* each kernel of a graph, not the graph as a whole */
};

/* Exported by libcuda's double. */
void model_hook(const struct model_hooks *hooks);
int model_device_of(cuda_context context);

/* ---- inside libcuda's double ---- */

struct cuda_context_s {
    int device;
    uint64_t tail_ns; /* the end of everything so far */
};

struct cuda_stream_s {
    struct cuda_context_s *context;
    uint32_t number;
    pthread_mutex_t lock;
    uint64_t tail_ns;
    struct cuda_graph_s *capture; /* NULL: none */
};

struct cuda_function_s {
    char name[MODEL_NAME_BYTES];
    uint64_t time_ns;
    bool by_argument; /* the first argument of the kernel is its time in ns */
    struct cuda_function_s *next;
};

uint64_t model_now_ns(void);
uint32_t model_new_correlation(void);
void model_call(int site, uint32_t number, const char *function, uint32_t correlation);
void model_context(bool created, cuda_context context);
bool model_wants_nodes(void);

/* Puts `operation` of `time_ns` at the end of the stream, fills its times in and tells of it. */
void model_run(cuda_stream stream, struct model_operation *operation, uint64_t time_ns);

/* Sleeps until then. */
void model_wait(uint64_t until_ns);

/* The context of the calling thread, and its default stream (or `stream`, if there is one). */
cuda_context model_current(void);
void model_set_current(cuda_context context);
cuda_stream model_stream(cuda_stream stream);
cuda_stream model_new_stream(cuda_context context);

/* Appends to the file that RANKPROF_DOUBLE_LEDGER names, which outlives a kill. */
void ledger_add(const struct model_operation *operation);

#endif
