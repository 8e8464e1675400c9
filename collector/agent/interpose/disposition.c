/* disposition.c: what the program wants done at the signals that we took for our samples.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A program that resets every signal, as one does that is about to become a daemon, would be killed
 * by our next sample, and one that handles every signal would meet one that nobody sent. So the
 * kernel keeps our handler, and the program's wish is kept here: told when asked for, and followed
 * when the signal comes for another reason: somebody sends it, or a trap of the program's own.
 */
#include "collector/agent/interpose/disposition.h"

#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define KEPT_MOST 3u /* our real-time signal, SIGTRAP, SIGIO */

static struct kept {
    int signal;
    struct sigaction wish;
} kept[KEPT_MOST]; /* filled in the constructor, before there is another thread */
static unsigned kept_count;

static struct kept *find(int signal)
{
    for (unsigned i = 0; i < kept_count; i++)
        if (kept[i].signal == signal)
            return &kept[i];
    return NULL;
}

void rp_disposition_keep(int signal, const struct sigaction *wish)
{
    if (kept_count < KEPT_MOST)
        kept[kept_count++] = (struct kept){signal, *wish};
}

bool rp_disposition_is_kept(int signal)
{
    return find(signal) != NULL;
}

bool rp_disposition_is_handled(int signal)
{
    const struct kept *const place = find(signal);

    return place && place->wish.sa_handler != SIG_DFL && place->wish.sa_handler != SIG_IGN;
}

void rp_disposition_change(int signal, const struct sigaction *wanted, struct sigaction *old)
{
    struct kept *const place = find(signal);
    const struct sigaction before = place->wish;

    if (wanted)
        place->wish = *wanted;
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

/* All signals wait in our handler. In the program's, those that it says, and those from before. */
static void wait_as_wished(int signal, const struct sigaction *wish, const ucontext_t *before)
{
    unsigned long mask, more;

    memcpy(&mask, &before->uc_sigmask, sizeof(mask));
    memcpy(&more, &wish->sa_mask, sizeof(more));
    mask |= more;
    if (!(wish->sa_flags & SA_NODEFER))
        mask |= 1ul << (signal - 1);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, NSIG / 8);
}

void rp_disposition_follow(int signal, siginfo_t *info, void *context)
{
    struct kept *const place = find(signal);
    const struct sigaction wish = place->wish;
    const bool is_trap = signal == SIGTRAP && info->si_code > 0; /* cannot be ignored */

    if (wish.sa_handler == SIG_IGN && !is_trap)
        return;
    if (wish.sa_handler == SIG_IGN || wish.sa_handler == SIG_DFL) {
        let_default_happen(signal);
        return;
    }
    if (wish.sa_flags & SA_RESETHAND)
        place->wish.sa_handler = SIG_DFL;
    wait_as_wished(signal, &wish, context);
    if (wish.sa_flags & SA_SIGINFO)
        wish.sa_sigaction(signal, info, context);
    else
        wish.sa_handler(signal);
}
