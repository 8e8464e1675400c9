/* order.h: counts messages by communicator, peer and tag, so that both sides know which is which.
 * SPDX-License-Identifier: Apache-2.0
 *
 * MPI keeps the order of messages between two processes on a communicator with one tag, so the
 * n-th that one of them sends is the n-th that the other receives. Received ones are counted when
 * they are known to have arrived: requests of one tag that the program completes in another order
 * than it made them are taken for each other.
 */
#ifndef RANKPROF_MPI_ORDER_H
#define RANKPROF_MPI_ORDER_H

#include <stdbool.h>
#include <stdint.h>

struct rp_order_key {
    uint64_t group; /* identity of the communicator */
    uint32_t peer;  /* rank in MPI_COMM_WORLD */
    int32_t tag;
    bool is_sent;
};

/* The number of the next message, from 1 on; 0: the table is full. Any thread may ask. */
uint64_t rp_order_next(const struct rp_order_key *key);

#endif
