/* top_draw.c: draws one screen of what a job did in its last slices.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Every line is cut to the columns of the terminal: one that wrapped would push the first lines off
 * the screen.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/live/top.h"

#define LEAST_SHARE 0.001
#define LINE_BYTES  1024
#define BAR_COLUMNS 32
#define BAR_BYTES   (4 * BAR_COLUMNS + 1) /* of UTF-8 */

struct screen {
    const struct rp_terminal *terminal;
    const struct rp_top_look *look;
    struct rp_top *top;
    int room; /* lines that are left; negative: any number */
};

/* ---- lines ---- */

/* How many bytes of safe text take so many columns. */
static size_t bytes_of(const char *text, int columns)
{
    size_t bytes = 0;

    while (text[bytes] && columns > 0) {
        bytes++;
        while (((unsigned char)text[bytes] & 0xc0) == 0x80)
            bytes++;
        columns--;
    }
    return bytes;
}

static void put(struct screen *screen, enum rp_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void put(struct screen *screen, enum rp_style style, const char *format, ...)
{
    char text[LINE_BYTES];
    va_list arguments;

    if (screen->room == 0)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (screen->room > 0) /* elsewhere than on a terminal lines are searched, not looked at */
        text[bytes_of(text, screen->terminal->columns)] = '\0';
    rp_terminal_styled(screen->terminal, style, text);
    fputs(screen->room > 0 ? "\033[K" : "", screen->terminal->out);
    screen->room--;
    /* Behind the last line a line feed would scroll. */
    fputs(screen->room == 0 ? "" : "\n", screen->terminal->out);
}

/* A name made safe and cut, to be freed. */
static char *name_of(const struct screen *screen, uint32_t name, int room)
{
    char *const safe =
        rp_text_safe(rp_text_pool_at(&screen->top->names, name), screen->terminal->utf8);

    if (safe && screen->room >= 0)
        rp_text_cut(safe, room > 4 ? room : 4);
    return safe;
}

/* ---- bars ---- */

/* Adds as much of `part` as there is room for. */
static void append(char *text, size_t bytes, const char *part)
{
    const size_t used = strlen(text);

    snprintf(text + used, bytes - used, "%s", part);
}

/* "[||||      ]", in eighths of a column where the terminal can. */
static void make_bar(const struct screen *screen, double share, int columns, char text[BAR_BYTES])
{
    static const char *const eighths[] = {"",       "\u258f", "\u258e", "\u258d",
                                          "\u258c", "\u258b", "\u258a", "\u2589"};
    const double filled = (share < 0 ? 0 : share > 1 ? 1 : share) * columns;
    const int whole = (int)filled;
    const bool has_part = screen->terminal->utf8 && whole < columns;
    const char *const part = has_part ? eighths[(int)((filled - whole) * 8)] : "";
    const int blank = columns - whole - (*part ? 1 : 0);

    *text = '\0';
    for (int i = 0; i < whole; i++)
        append(text, BAR_BYTES, screen->terminal->utf8 ? "\u2588" : "|");
    append(text, BAR_BYTES, part);
    for (int i = 0; i < blank; i++)
        append(text, BAR_BYTES, " ");
}

static void put_bar(struct screen *screen, const char *what, double share, const char *remark)
{
    const int columns = screen->terminal->columns >= 72 ? BAR_COLUMNS : BAR_COLUMNS / 2;
    char bar[BAR_BYTES];

    make_bar(screen, share, columns, bar);
    put(screen, RP_STYLE_PLAIN, "%-11s[%s] %5.1f %%%s", what, bar, 100 * share, remark);
}

/* ---- the head ---- */

static void put_title(struct screen *screen)
{
    const struct rp_top *const top = screen->top;
    const uint64_t up = (uint64_t)top->up_s;
    const uint32_t expected =
        top->ranks_expected ? top->ranks_expected : (uint32_t)top->ranks.count;
    char right[96];
    char *const job = name_of(screen, top->job, 16);
    char *program;

    snprintf(right, sizeof(right), "  up %02" PRIu64 ":%02" PRIu64 ":%02" PRIu64 "  ranks %zu/%u",
             up / 3600, up / 60 % 60, up % 60, top->running, (unsigned)expected);
    program =
        name_of(screen, top->program,
                screen->terminal->columns - 21 - (int)strlen(right) - (int)strlen(job ? job : ""));
    put(screen, RP_STYLE_BOLD, "rankprof top - job %s %s%s", job ? job : "", program ? program : "",
        right);
    free(job);
    free(program);
}

static void put_state(struct screen *screen)
{
    static const char *const views[RP_TOP_VIEWS] = {"functions", "ranks"};
    static const char *const sorts[RP_TOP_SORTS] = {"self", "total", "imbalance"};
    const struct rp_top *const top = screen->top;
    const struct rp_top_rank *const ranks = top->ranks.rows;
    double length_s = 0, age_s = 0;
    char lost[32] = "", stale[32] = ""; /* told first, and only when there is something to tell */

    for (size_t i = 0; i < top->ranks.count; i++) {
        length_s = ranks[i].length_s > length_s ? ranks[i].length_s : length_s;
        age_s = ranks[i].is_running && ranks[i].age_s > age_s ? ranks[i].age_s : age_s;
    }
    if (top->lost > 0)
        snprintf(lost, sizeof(lost), "  lost %.4g", top->lost);
    if (top->stale > 0)
        snprintf(stale, sizeof(stale), "  stale %zu", top->stale);
    put(screen, top->stale > 0 ? RP_STYLE_WARN : RP_STYLE_PLAIN,
        "last %.1f s, %.0f s old%s%s  samples %.4g/s  overhead %.1f %%%s", length_s, age_s, stale,
        lost, top->samples_hz, 100 * top->overhead, screen->look->is_paused ? "  PAUSED" : "");
    put(screen, RP_STYLE_DIM, "view: %s  sort: %s%s%s%s", views[screen->look->view],
        sorts[screen->look->sort], *screen->look->filter || screen->look->is_filtering ? "  /" : "",
        screen->look->filter, screen->look->is_filtering ? "_" : "");
}

/* The mean over ranks, and the one that has most. */
static void put_mean(struct screen *screen, const char *what, size_t field)
{
    const struct rp_top_rank *const ranks = screen->top->ranks.rows;
    double sum = 0, most = -1;
    uint32_t worst = 0;
    size_t count = 0;
    char remark[64];

    for (size_t i = 0; i < screen->top->ranks.count; i++) {
        double value;

        memcpy(&value, (const char *)&ranks[i] + field, sizeof(value));
        if (value < 0)
            continue;
        sum += value;
        count++;
        if (value > most) {
            most = value;
            worst = ranks[i].rank;
        }
    }
    if (count == 0)
        return;
    snprintf(remark, sizeof(remark), "  most: rank %u, %.0f %%", (unsigned)worst, 100 * most);
    put_bar(screen, what, sum / (double)count, remark);
}

/* One place for each rank, or for some that follow each other: the one with most of it. */
static void put_map(struct screen *screen)
{
    static const char *const plain[] = {" ", ".", ":", "+", "#"};
    static const char *const shades[] = {" ", "\u2591", "\u2592", "\u2593", "\u2588"};
    const char *const *const marks = screen->terminal->utf8 ? shades : plain;
    const struct rp_top_rank *const ranks = screen->top->ranks.rows;
    const size_t count = screen->top->ranks.count;
    const size_t room = (size_t)screen->terminal->columns - 24;
    const size_t places = count < room ? count : room;
    char map[LINE_BYTES] = "";
    double most = 0;

    for (size_t i = 0; i < count; i++)
        most = ranks[i].cpus > most ? ranks[i].cpus : most;
    for (size_t place = 0; place < places && strlen(map) + 4 < sizeof(map); place++) {
        double busiest = 0;

        for (size_t i = place * count / places; i < (place + 1) * count / places; i++)
            busiest = ranks[i].cpus > busiest ? ranks[i].cpus : busiest;
        append(map, sizeof(map), marks[most > 0 ? (int)(busiest / most * 4 + 0.5) : 0]);
    }
    if (count > 1)
        put(screen, RP_STYLE_PLAIN, "CPU of 0-%-4zu[%s] most: %.2f CPUs", count - 1, map, most);
}

/* ---- functions ---- */

static double imbalance(const struct rp_top *top, const struct rp_top_function *function)
{
    const double mean_s = function->self_s / (double)(top->ranks.count ? top->ranks.count : 1);

    return mean_s > 0 ? function->most_s / mean_s : 0;
}

/* What qsort() cannot be told: one key for each way to sort. */
static double key_of(const struct rp_top *top, const struct rp_top_function *function,
                     enum rp_top_sort sort)
{
    const double mean_s = function->self_s / (double)(top->ranks.count ? top->ranks.count : 1);

    switch (sort) {
    case RP_TOP_TOTAL:
        return function->total_s;
    case RP_TOP_IMBALANCE: /* the time that it costs, not the mere ratio */
        return function->most_s - mean_s;
    default:
        return function->self_s;
    }
}

struct sorting {
    const struct rp_top *top;
    enum rp_top_sort sort;
};

static int compare_functions(const void *left, const void *right, void *context)
{
    const struct sorting *const it = context;
    const double a = key_of(it->top, left, it->sort);
    const double b = key_of(it->top, right, it->sort);

    return a > b ? -1 : a < b ? 1 : 0;
}

static bool is_wanted(const struct screen *screen, uint32_t name)
{
    return !*screen->look->filter ||
           strstr(rp_text_pool_at(&screen->top->names, name), screen->look->filter);
}

static void put_function(struct screen *screen, const struct rp_top_function *function)
{
    const struct rp_top *const top = screen->top;
    char *const name = name_of(screen, function->name, screen->terminal->columns - 32);
    const double ratio = imbalance(top, function);

    put(screen,
        ratio >= 1.9 && function->self_s > 0.05 * top->time_s ? RP_STYLE_WARN : RP_STYLE_PLAIN,
        "%6.1f %6.1f %5.2fx%s %6u  %s", 100 * function->self_s / top->time_s,
        100 * function->total_s / top->time_s, ratio, ratio >= 1.9 ? "!" : " ",
        (unsigned)function->worst, name ? name : "");
    free(name);
}

static void put_functions(struct screen *screen)
{
    struct rp_top *const top = screen->top;
    const struct rp_top_function *const rows = top->functions.rows;
    struct sorting sorting = {top, screen->look->sort};

    put(screen, RP_STYLE_BOLD, " SELF%% TOTAL%%  IMBAL   WORST  FUNCTION");
    if (top->functions.count == 0 || top->time_s <= 0)
        return;
    qsort_r(top->functions.rows, top->functions.count, top->functions.row_bytes, compare_functions,
            &sorting);
    for (size_t i = 0; i < top->functions.count; i++)
        if (is_wanted(screen, rows[i].name) &&
            (screen->room >= 0 || rows[i].total_s >= LEAST_SHARE * top->time_s))
            put_function(screen, &rows[i]);
}

/* ---- ranks ---- */

static void put_rank(struct screen *screen, const struct rp_top_rank *rank)
{
    char *const node = name_of(screen, rank->node, 16);
    char mpi[16] = "     -";

    if (rank->mpi >= 0)
        snprintf(mpi, sizeof(mpi), "%6.1f", 100 * rank->mpi);
    put(screen, rank->is_running ? RP_STYLE_PLAIN : RP_STYLE_DIM,
        "%6u %6.2f %s %6.1f %9.1f %6.0f  %s%s", (unsigned)rank->rank, rank->cpus, mpi,
        100 * rank->off, rank->resident_bytes / 1048576, rank->age_s, node ? node : "",
        rank->is_running ? "" : " (ended)");
    free(node);
}

static void put_ranks(struct screen *screen)
{
    const struct rp_top_rank *const rows = screen->top->ranks.rows;

    put(screen, RP_STYLE_BOLD, "  RANK   CPUs   MPI%%   OFF%%       MiB  AGE s  NODE");
    for (size_t i = 0; i < screen->top->ranks.count; i++)
        if (is_wanted(screen, rows[i].node))
            put_rank(screen, &rows[i]);
}

static void put_help(struct screen *screen)
{
    static const char *const lines[] = {
        "q  quit                    p  pause, and go on",
        "v  functions, ranks        /  only names with a text; Enter ends, Esc drops it",
        "s  sort functions by self time, total time, or what their imbalance costs",
        "?  this help",
        "",
        "SELF%, TOTAL%  of the sampled time of all ranks, in the last slice of each",
        "IMBAL, WORST   the rank with most self time, by the mean of all ranks",
        "CPUs           CPU time by wall time",
        "MPI%, OFF%     of the time of a rank in MPI; of its threads, that they did not run",
        "stale          ranks whose last slice is older than three slices",
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        put(screen, RP_STYLE_PLAIN, "%s", lines[i]);
}

void rp_top_draw(struct rp_top *top, const struct rp_top_look *look,
                 const struct rp_terminal *terminal, int rows)
{
    struct screen screen = {
        .terminal = terminal, .look = look, .top = top, .room = rows > 0 ? rows - 1 : -1};

    put_title(&screen);
    put_state(&screen);
    put_mean(&screen, "in MPI", offsetof(struct rp_top_rank, mpi));
    put_mean(&screen, "off CPU", offsetof(struct rp_top_rank, off));
    put_map(&screen);
    if (look->shows_help)
        put_help(&screen);
    else if (look->view == RP_TOP_RANKS)
        put_ranks(&screen);
    else
        put_functions(&screen);
    if (rows <= 0)
        return;
    /* The rest of the screen is blank, and the last line tells the keys. */
    fputs("\033[J", terminal->out);
    fprintf(terminal->out, "\033[%d;1H", rows);
    screen.room = 1;
    put(&screen, RP_STYLE_DIM,
        "q quit  s sort  v view: functions|ranks  / filter  p pause  ? help");
}
