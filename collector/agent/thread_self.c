/* thread_self.c: which of the sampled threads the calling one is.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/agent/thread.h"

#include <stddef.h>

/* Initial-exec: the handler may read it at any moment without calling into the dynamic linker. */
static _Thread_local struct rp_thread *self __attribute__((tls_model("initial-exec")));

struct rp_thread *rp_thread_self(void)
{
    return self;
}

void rp_thread_set_self(struct rp_thread *thread)
{
    self = thread;
}
