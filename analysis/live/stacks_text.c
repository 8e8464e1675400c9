/* stacks_text.c: shows deaths, waits and the tree of all stacks in a terminal.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/live/stacks.h"
#include "analysis/profile/rank_list.h"
#include "analysis/report/terminal.h"
#include "common/segment_tick.h"

#define RANKS_COLUMNS 12
#define MISSING_SHOWN 8
#define CERTAIN_S     10 /* without anything going on: called a hang */

struct view {
    struct rp_terminal terminal;
    const struct rp_stacks *stacks;
};

/* "0-2,7", to be freed; NULL when out of memory. */
static char *ranks_of(const struct rp_rows *ranks)
{
    return rp_rank_list(ranks->rows, ranks->count, SIZE_MAX, ",");
}

/* ---- lines ---- */

/* Ends the line; names may hold anything, and a terminal is no wider than it is. */
static void put_line(const struct view *view, enum rp_style style, char *text)
{
    char *const safe = text ? rp_text_safe(text, view->terminal.utf8) : NULL;

    if (safe) {
        if (view->terminal.is_tty)
            rp_text_cut(safe, view->terminal.columns);
        rp_terminal_styled(&view->terminal, style, safe);
        fputc('\n', view->terminal.out);
    }
    free(safe);
    free(text);
}

static char *line(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *line(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    va_end(arguments);
    return text;
}

/* ---- what was noted ---- */

static const char *reason_of(const struct rp_stacks *stacks)
{
    static const char *const reasons[RP_STACK_KIND_COUNT] = {[RP_STACK_NONE] = "",
                                                             [RP_STACK_ASKED] = "now",
                                                             [RP_STACK_STUCK] = "when it was stuck",
                                                             [RP_STACK_KILLED] =
                                                                 "when it was killed"};
    const struct rp_stack_thread *const threads = stacks->threads.rows;

    for (size_t i = 1; i < stacks->threads.count; i++)
        if (threads[i].kind != threads[0].kind)
            return "each when last noted";
    return stacks->threads.count > 0 ? reasons[threads[0].kind] : "nothing was noted";
}

static void put_head(const struct view *view)
{
    const struct rp_stacks *const stacks = view->stacks;

    put_line(view, RP_STYLE_BOLD,
             line("%zu thread%s of %zu rank%s, %s%s", stacks->threads.count,
                  stacks->threads.count == 1 ? "" : "s", stacks->ranks.count,
                  stacks->ranks.count == 1 ? "" : "s", reason_of(stacks),
                  stacks->silent > 0 ? "; some ranks have not answered" : ""));
    if (stacks->unreadable > 0)
        put_line(view, RP_STYLE_WARN, line("%zu rank files could not be read", stacks->unreadable));
}

/* ---- deaths ---- */

static const struct rp_stack_rank *first_death(const struct rp_stacks *stacks)
{
    const struct rp_stack_rank *const ranks = stacks->ranks.rows;
    const struct rp_stack_rank *first = NULL;

    for (size_t i = 0; i < stacks->ranks.count; i++)
        if (ranks[i].signal != 0 && (!first || ranks[i].death_ns < first->death_ns))
            first = &ranks[i];
    return first;
}

static size_t count_deaths(const struct rp_stacks *stacks)
{
    const struct rp_stack_rank *const ranks = stacks->ranks.rows;
    size_t count = 0;

    for (size_t i = 0; i < stacks->ranks.count; i++)
        count += ranks[i].signal != 0;
    return count;
}

static void put_deaths(const struct view *view)
{
    const struct rp_stack_rank *const rank = first_death(view->stacks);
    const size_t deaths = count_deaths(view->stacks);
    uint64_t seconds;

    if (!rank)
        return;
    seconds = rank->run_ns / 1000000000;
    put_line(view, RP_STYLE_ALARM,
             line("DEAD  rank %" PRIu32 " (%s, pid %d) was killed by SIG%s at %02" PRIu64
                  ":%02" PRIu64 ":%02" PRIu64 "%s",
                  rank->rank, rp_stacks_name(view->stacks, rank->node), (int)rank->pid,
                  sigabbrev_np(rank->signal) ? sigabbrev_np(rank->signal) : "?", seconds / 3600,
                  seconds / 60 % 60, seconds % 60, deaths > 1 ? ", the first" : ""));
    put_line(view, RP_STYLE_PLAIN,
             line("      it had %.1f MiB in memory; %s", (double)rank->resident_bytes / 1048576,
                  rank->oom_kills > 0 ? "its control group counts kills for lack of memory"
                                      : "its control group counts no kill for lack of memory"));
    if (deaths > 1)
        put_line(view, RP_STYLE_PLAIN,
                 line("      %zu more ranks were killed after it", deaths - 1));
}

/* ---- waits ---- */

static void put_one_missing(const struct view *view, uint32_t rank)
{
    const struct rp_stack_thread *const thread = rp_stacks_of_rank(view->stacks, rank);
    char *doing =
        thread ? rp_stack_doing(view->stacks, thread) : strdup("of which nothing is known");

    put_line(view, RP_STYLE_WARN,
             line("      waited for: rank %" PRIu32 ", %s", rank, doing ? doing : ""));
    free(doing);
}

static void put_missing(const struct view *view, const struct rp_stack_wait *wait)
{
    const uint32_t *const missing = wait->missing.rows;

    for (size_t i = 0; i < wait->missing.count && i < MISSING_SHOWN; i++)
        put_one_missing(view, missing[i]);
    if (wait->missing.count > MISSING_SHOWN) {
        char *const ranks = ranks_of(&wait->missing);

        put_line(view, RP_STYLE_WARN,
                 line("      waited for: %zu ranks in all: %s", wait->missing.count,
                      ranks ? ranks : ""));
        free(ranks);
    }
    if (wait->unknown > 0)
        put_line(view, RP_STYLE_WARN,
                 line("      waited for: perhaps some of %" PRIu32 " members that are not known",
                      wait->unknown));
}

static void put_wait(const struct view *view, const struct rp_stack_wait *wait)
{
    char *const ranks = ranks_of(&wait->waiting);
    char *const doing = rp_stack_doing(view->stacks, &wait->of);

    put_line(view, RP_STYLE_PLAIN,
             line("  %zu rank%s (%s) %s, for %.1f s", wait->waiting.count,
                  wait->waiting.count == 1 ? "" : "s", ranks ? ranks : "", doing ? doing : "",
                  wait->for_s));
    put_missing(view, wait);
    free(ranks);
    free(doing);
}

static void put_waits(const struct view *view, const struct rp_rows *waits)
{
    const struct rp_stack_wait *const rows = waits->rows;
    const double hang_s = rp_stacks_hang_s(view->stacks);

    if (waits->count == 0)
        return;
    if (hang_s >= CERTAIN_S)
        put_line(
            view, RP_STYLE_ALARM,
            line("HANG  every rank has been in the same MPI call for %.0f s or longer", hang_s));
    put_line(view, RP_STYLE_BOLD, strdup("IN MPI"));
    for (size_t i = 0; i < waits->count; i++)
        put_wait(view, &rows[i]);
}

/* ---- the tree ---- */

static void put_node(const struct view *view, const struct rp_stack_node *nodes, uint32_t number,
                     int depth)
{
    const struct rp_stack_node *const node = &nodes[number];
    char *const ranks = ranks_of(&node->ranks);
    const int most = view->terminal.columns / 2;

    if (ranks && (int)strlen(ranks) > RANKS_COLUMNS)
        memcpy(ranks + RANKS_COLUMNS - 2, "..", sizeof(".."));
    put_line(view, RP_STYLE_PLAIN,
             line("%-*s %7" PRIu32 "  %*s%s", RANKS_COLUMNS, ranks ? ranks : "", node->threads,
                  depth < most ? depth : most, "", rp_stacks_name(view->stacks, node->name)));
    free(ranks);
}

static void put_tree(const struct view *view, const struct rp_rows *tree)
{
    const struct rp_stack_node *const nodes = tree->rows;
    uint32_t node = nodes[0].child;
    int depth = 0;

    put_line(view, RP_STYLE_BOLD, line("%-*s %7s  %s", RANKS_COLUMNS, "RANKS", "THREADS", "STACK"));
    while (node != 0) {
        put_node(view, nodes, node, depth);
        if (nodes[node].child != 0) {
            node = nodes[node].child;
            depth++;
            continue;
        }
        while (node != 0 && nodes[node].next == 0) {
            node = nodes[node].parent;
            depth--;
        }
        node = node != 0 ? nodes[node].next : 0;
    }
}

void rp_stacks_text(const struct rp_stacks *stacks, const struct rp_rows *waits,
                    const struct rp_rows *nodes, const char *color, FILE *out)
{
    struct view view = {.stacks = stacks};

    rp_terminal_init(&view.terminal, out, color);
    put_head(&view);
    put_deaths(&view);
    put_waits(&view, waits);
    if (stacks->threads.count > 0)
        put_tree(&view, nodes);
}
