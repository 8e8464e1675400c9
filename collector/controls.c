/* controls.c: does what `rankprof ctl` asks.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/controls.h"

#include "common/clock.h"

/*
 * Who asks knocks at the collectors of the own node; those of others find out by themselves. A
 * look is a stat(2) of one file, which network file systems answer from what the node knows.
 */
#define LOOK_NS (2 * RP_NS_PER_SECOND)

#define MILLIHERTZ 1000

/* What a verb does; what stands in the note as its value. */
struct action {
    void (*act)(struct rp_controls *controls, double value);
    double note_factor;
};

static void ask(struct rp_controls *controls)
{
    controls->asked.change++;
    rp_session_ask(controls->start.session, &controls->asked);
}

static void switch_on(struct rp_controls *controls, double value)
{
    (void)value;
    controls->asked.off = 0;
    ask(controls);
}

static void switch_off(struct rp_controls *controls, double value)
{
    (void)value;
    controls->asked.off = 1;
    ask(controls);
}

static void change_rate(struct rp_controls *controls, double value)
{
    controls->asked.period_ns = (uint64_t)((double)RP_NS_PER_SECOND / value);
    ask(controls);
}

static void change_slice(struct rp_controls *controls, double value)
{
    rp_slice_lengthen(controls->start.slice, rp_clock_monotonic(),
                      (uint64_t)(value * (double)RP_NS_PER_SECOND));
}

static const struct action actions[RP_CTL_KIND_COUNT] = {
    [RP_CTL_ON] = {switch_on, 0},
    [RP_CTL_OFF] = {switch_off, 0},
    [RP_CTL_RATE] = {change_rate, MILLIHERTZ},
    [RP_CTL_SLICE] = {change_slice, (double)RP_NS_PER_SECOND},
};

/* The slice ends with it, so that what is shown of a time is what was so in that time. */
static void note(struct rp_controls *controls, const struct rp_ctl_command *command)
{
    const uint64_t now_ns = rp_clock_monotonic();
    struct rp_rank_mark row = {
        .kind = (uint16_t)command->kind,
        .time_ns = now_ns - controls->start.start_monotonic_ns,
        .command = command->id,
        .value = (uint64_t)(command->value * actions[command->kind].note_factor),
    };

    if (rp_rank_writer_string(controls->start.writer, command->text, &row.text) == RP_OK)
        rp_rank_writer_add_mark(controls->start.writer, &row);
    rp_slice_cut(controls->start.slice, now_ns);
}

static void take(void *context, const struct rp_ctl_command *command)
{
    struct rp_controls *const controls = context;
    const bool is_ours = command->time_ns >= controls->start.start_realtime_ns;

    if (actions[command->kind].act)
        actions[command->kind].act(controls, command->value);
    if (is_ours && command->kind == RP_CTL_STACKS)
        controls->stacks_for = command->id;
    if (is_ours)
        note(controls, command);
}

void rp_controls_look(struct rp_controls *controls)
{
    rp_ctl_file_look(&controls->file, take, controls);
    controls->look_ns = rp_clock_monotonic() + LOOK_NS;
}

void rp_controls_start(struct rp_controls *controls, const struct rp_controls_start *start)
{
    *controls = (struct rp_controls){.start = *start};
    rp_ctl_file_init(&controls->file, start->directory);
    rp_controls_look(controls);
}
