/* budget.c: the account of a thread's samples.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/sampling/budget.h"

#define MILLION    1000000
#define LONGEST_NS (UINT64_C(100) * 1000 * MILLION) /* no need to count further: it is full */

void rp_budget_start(struct rp_budget *budget, uint64_t now_ns)
{
    *budget = (struct rp_budget){.balance_ns = RP_BUDGET_FULL_NS, .booked_ns = now_ns};
}

static int64_t smaller(uint64_t ns, uint64_t limit_ns)
{
    return (int64_t)(ns < limit_ns ? ns : limit_ns);
}

/* What was spent beyond the balance is forgiven: else one long sample would silence a thread. */
bool rp_budget_book(struct rp_budget *budget, uint32_t share, uint64_t now_ns, uint64_t spent_ns)
{
    const uint64_t earned_over_ns = now_ns - budget->booked_ns;
    const uint32_t before = budget->level;

    budget->booked_ns = now_ns;
    budget->balance_ns += smaller(earned_over_ns, LONGEST_NS) * share / MILLION;
    budget->balance_ns -= smaller(spent_ns, LONGEST_NS);
    if (budget->balance_ns < 0) {
        budget->balance_ns = 0;
        budget->level += budget->level < RP_BUDGET_HIGHEST;
    } else if (budget->balance_ns >= RP_BUDGET_FULL_NS) {
        budget->balance_ns = RP_BUDGET_FULL_NS;
        budget->level -= budget->level > 0;
    }
    return budget->level != before;
}
