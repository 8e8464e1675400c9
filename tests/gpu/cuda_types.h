/* cuda_types.h: the CUDA driver's handles, for the test programs and the double.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_CUDA_TYPES_H
#define RANKPROF_TESTS_CUDA_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef struct cuda_context_s *cuda_context;
typedef struct cuda_module_s *cuda_module;
typedef struct cuda_function_s *cuda_function;
typedef struct cuda_stream_s *cuda_stream;
typedef struct cuda_event_s *cuda_event;
typedef struct cuda_graph_s *cuda_graph;
typedef struct cuda_graph_program_s *cuda_graph_program;
typedef uint64_t cuda_memory;

enum {
    CUDA_OK = 0,
    CUDA_INVALID_VALUE = 1,
    CUDA_OUT_OF_MEMORY = 2,
    CUDA_NOT_INITIALIZED = 3,
    CUDA_NO_DEVICE = 100,
    CUDA_NOT_FOUND = 500,
};

#endif
