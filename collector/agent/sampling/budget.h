/* budget.h: the account of a thread's samples, which keeps them within their share of its time.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The thread's time earns, its samples spend. An empty account doubles the periods, a full one
 * halves them again. So what samples take in a thread is never more than their share of its time,
 * what a full account holds, and what the samples that emptied it took beyond. Samples of the clock
 * and those of counters have an account each, lest events that come too often slow down the clock.
 */
#ifndef RANKPROF_AGENT_BUDGET_H
#define RANKPROF_AGENT_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* A full account: what the first samples take, which find caches cold and libraries unknown. */
#define RP_BUDGET_FULL_NS 5000000

#define RP_BUDGET_HIGHEST 16u /* level: a period 65536 times as long */

struct rp_budget {
    int64_t balance_ns;
    uint64_t booked_ns; /* the sampling clock at the last booking */
    uint32_t level;     /* periods are those asked for, times two to this power */
};

void rp_budget_start(struct rp_budget *budget, uint64_t now_ns);

/*
 * Books a sample that began at `now_ns` and took `spent_ns`; `share` millionths of the thread's
 * time are for such. True when the level has changed. Async-signal-safe.
 */
bool rp_budget_book(struct rp_budget *budget, uint32_t share, uint64_t now_ns, uint64_t spent_ns);

/*
 * Whether a sample at `now_ns` comes too soon after the last one booked to be of the period that
 * the account has lengthened to `period_ns`. Async-signal-safe.
 */
static inline bool rp_budget_is_early(const struct rp_budget *budget, uint64_t period_ns,
                                      uint64_t now_ns)
{
    return budget->level > 0 && now_ns - budget->booked_ns < period_ns / 2;
}

/* How many samples would have been taken for one, at the rate asked for. */
static inline uint64_t rp_budget_stands_for(const struct rp_budget *budget)
{
    return UINT64_C(1) << budget->level;
}

#endif
