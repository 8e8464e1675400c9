/* withdraw.h: ends all that we do in this process, for good.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_AGENT_WITHDRAW_H
#define RANKPROF_AGENT_WITHDRAW_H

/*
 * To be called before the process forbids itself system calls (seccomp): a sample, the start of a
 * thread or of a forked child may make one that the process would be killed for. From now on none
 * is made, and programs that it executes do not attach. The threads are counted as refused, their
 * CPU time is told as not sampled.
 */
void rp_withdraw(void);

#endif
