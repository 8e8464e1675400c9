/* buffers.h: the buffers that CUPTI fills with records, and what becomes of the records.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_GPU_BUFFERS_H
#define RANKPROF_GPU_BUFFERS_H

#include "gpu/trace.h"

/* A free buffer of the area, zeroed; NULL (counted) when all are out. Any thread may. */
uint8_t *rp_buffers_take(struct rp_trace *trace);

/* Takes the records of the first `valid` bytes, and the buffer back. Any thread may. */
void rp_buffers_return(struct rp_trace *trace, uint8_t *buffer, size_t valid);

/* Takes the records alone. */
void rp_buffers_walk(struct rp_trace *trace, uint8_t *buffer, size_t valid);

/* For CUPTI: of this process's trace. */
void rp_buffers_request(uint8_t **buffer, size_t *bytes, size_t *records);
void rp_buffers_complete(void *context, uint32_t stream, uint8_t *buffer, size_t bytes,
                         size_t valid);

#endif
