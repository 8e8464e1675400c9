/* top.c: draws the screen of `rankprof top` again and again, and follows the keys.
 * SPDX-License-Identifier: Apache-2.0
 *
 * The terminal is given back as it was on every way out; only a KILL is none.
 */
#include "analysis/live/top.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "common/clock.h"

#define ENTER_SCREEN "\033[?1049h\033[?25l"
#define LEAVE_SCREEN "\033[?25h\033[?1049l"
/* What stands between is shown at once, by terminals that can. */
#define BEGIN_FRAME "\033[?2026h\033[H"
#define END_FRAME   "\033[?2026l"
#define ESCAPE      27
#define DELETE      127

struct session {
    const struct rp_top_settings *settings;
    FILE *out;
    struct termios before;
    struct rp_stack_names names;
    struct rp_top top;
    struct rp_top_look look;
    bool is_over;
};

static volatile sig_atomic_t ended;
static volatile sig_atomic_t resized;

static void take_end(int number)
{
    ended = number;
}

static void take_size(int number)
{
    (void)number;
    resized = 1;
}

static void catch_signals(void)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction action = {.sa_handler = take_end};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        sigaction(ends[i], &action, NULL);
    action.sa_handler = take_size;
    sigaction(SIGWINCH, &action, NULL);
}

static void open_screen(struct session *it)
{
    struct termios raw;

    catch_signals();
    if (tcgetattr(STDIN_FILENO, &it->before) == 0) {
        raw = it->before;
        raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    }
    fputs(ENTER_SCREEN, it->out);
}

static void close_screen(struct session *it)
{
    fputs(LEAVE_SCREEN, it->out);
    fflush(it->out);
    tcsetattr(STDIN_FILENO, TCSANOW, &it->before);
}

/* ---- keys ---- */

static void type_filter(struct rp_top_look *look, char key)
{
    const size_t length = strlen(look->filter);

    if (key == '\n' || key == '\r') {
        look->is_filtering = false;
    } else if (key == ESCAPE) {
        look->is_filtering = false;
        look->filter[0] = '\0';
    } else if ((key == DELETE || key == '\b') && length > 0) {
        look->filter[length - 1] = '\0';
    } else if (key >= ' ' && key < DELETE && length + 1 < sizeof(look->filter)) {
        look->filter[length] = key;
        look->filter[length + 1] = '\0';
    }
}

static void take_key(struct session *it, char key)
{
    struct rp_top_look *const look = &it->look;

    if (look->is_filtering) {
        type_filter(look, key);
        return;
    }
    switch (key) {
    case 'q':
        it->is_over = true;
        break;
    case 's':
        look->sort = (look->sort + 1) % RP_TOP_SORTS;
        break;
    case 'v':
        look->view = (look->view + 1) % RP_TOP_VIEWS;
        break;
    case '/':
        look->is_filtering = true;
        break;
    case 'p':
        look->is_paused = !look->is_paused;
        break;
    case '?':
        look->shows_help = !look->shows_help;
        break;
    default:
        break;
    }
}

/* ---- frames ---- */

static void draw(struct session *it)
{
    struct rp_terminal terminal;
    struct winsize size;
    int rows = 24;

    rp_terminal_init(&terminal, it->out, it->settings->color);
    if (ioctl(fileno(it->out), TIOCGWINSZ, &size) == 0 && size.ws_row > 0) {
        rows = size.ws_row;
        terminal.columns = size.ws_col; /* fewer than other views need is fewer */
    }
    fputs(BEGIN_FRAME, it->out);
    rp_top_draw(&it->top, &it->look, &terminal, rows);
    fputs(END_FRAME, it->out);
    fflush(it->out);
}

/* Draws after each key, until it is time to read the files again. */
static void wait_and_draw(struct session *it)
{
    const uint64_t until_ns =
        rp_clock_monotonic() + (uint64_t)(it->settings->interval_s * RP_NS_PER_SECOND);
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    bool is_new = true;

    while (!it->is_over && !ended) {
        const uint64_t now_ns = rp_clock_monotonic();
        char key;

        if (is_new || resized)
            draw(it);
        resized = 0;
        is_new = false;
        if (now_ns >= until_ns)
            return;
        if (poll(&input, 1, (int)((until_ns - now_ns) / 1000000) + 1) <= 0)
            continue;
        if (read(STDIN_FILENO, &key, 1) == 1)
            take_key(it, key);
        else
            it->is_over = errno != EINTR; /* the terminal is gone */
        is_new = true;
    }
}

static enum rp_status gather(struct session *it, struct rp_error *error)
{
    struct rp_top now = {.up_s = 0};
    const enum rp_status status = rp_top_gather(&now, &it->names, it->settings->directory, error);

    if (status != RP_OK)
        return status;
    rp_top_release(&it->top);
    it->top = now;
    return RP_OK;
}

static enum rp_status go_on(struct session *it, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    while (status == RP_OK && !it->is_over && !ended) {
        wait_and_draw(it);
        if (!it->look.is_paused && it->top.running > 0)
            status = gather(it, error);
    }
    return status;
}

static void show_once(struct session *it)
{
    struct rp_terminal terminal;

    rp_terminal_init(&terminal, it->out, it->settings->color);
    rp_top_draw(&it->top, &it->look, &terminal, 0);
}

enum rp_status rp_top_show(const struct rp_top_settings *settings, FILE *out,
                           struct rp_error *error)
{
    struct session it = {.settings = settings, .out = out};
    enum rp_status status;

    rp_stack_names_init(&it.names);
    status = gather(&it, error);
    if (status == RP_OK && (settings->once || !isatty(fileno(out)) || !isatty(STDIN_FILENO))) {
        show_once(&it);
    } else if (status == RP_OK) {
        open_screen(&it);
        status = go_on(&it, error);
        close_screen(&it);
    }
    rp_top_release(&it.top);
    rp_stack_names_release(&it.names);
    return status;
}
