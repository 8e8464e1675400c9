/* disposition.c: what the program wants done at the signal that we took for our timers.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A program that resets every signal, as one does that is about to become a daemon, would be killed
 * by our next timer, and one that handles every signal would meet one that nobody sent. So the
 * kernel keeps our handler, and the program's wish is kept here: told when asked for, and followed
 * when somebody does send the signal.
 */
#include "collector/agent/disposition.h"

#include <sys/syscall.h>
#include <unistd.h>

static int kept;
static struct sigaction wish; /* zero: the default action */

void rp_disposition_keep(int signal)
{
    kept = signal;
}

bool rp_disposition_is_kept(int signal)
{
    return kept != 0 && signal == kept;
}

void rp_disposition_change(const struct sigaction *wanted, struct sigaction *old)
{
    const struct sigaction before = wish;

    if (wanted)
        wish = *wanted;
    if (old)
        *old = before;
}

/* Takes effect when our handler returns, for until then all signals wait. */
static void let_default_happen(int signal)
{
    static const unsigned long by_default[8]; /* the kernel's struct sigaction: SIG_DFL, no flags */

    syscall(SYS_rt_sigaction, signal, by_default, NULL, NSIG / 8);
    syscall(SYS_tgkill, syscall(SYS_getpid), syscall(SYS_gettid), signal);
}

void rp_disposition_follow(int signal, siginfo_t *info, void *context)
{
    const struct sigaction present = wish;

    if (present.sa_handler == SIG_IGN)
        return;
    if (present.sa_handler == SIG_DFL) {
        let_default_happen(signal);
        return;
    }
    if (present.sa_flags & SA_RESETHAND)
        wish.sa_handler = SIG_DFL;
    if (present.sa_flags & SA_SIGINFO)
        present.sa_sigaction(signal, info, context);
    else
        present.sa_handler(signal);
}
