/* life.h: what the cases of tests/apps/life share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_TESTS_LIFE_H
#define RANKPROF_TESTS_LIFE_H

#include <stdbool.h>

/* Needed to run; a case that lacks it says so and is left out in both runs. */
enum life_need { LIFE_ANYONE, LIFE_ROOT };

/* A case prints what a program of its kind can see of itself, and nothing that may differ. */
struct life_case {
    const char *name;
    void (*run)(void);
    int processes; /* images of processes that a profile has */
    int threads;   /* threads that it has at least, first ones included */
    enum life_need need;
};

extern const struct life_case life_process_cases[], life_image_cases[], life_end_cases[],
    life_thread_cases[], life_signal_cases[], life_wait_cases[], life_limit_cases[],
    life_trace_cases[], life_trap_cases[], life_seccomp_cases[];

extern char *life_self; /* the path of this program */

/* Uses so much CPU time of the calling thread that it is sampled some times. */
void life_work(void);

/* Prints a line, at once and in one piece: several processes may print. */
void life_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Waits for a child and says how it ended. */
void life_wait(int pid);

/* Runs `routine` in a child made by fork(2), and says how it ended. */
void life_in_child(void (*routine)(void));

/* The arguments to run the case `name` as a program of its own. */
char **life_arguments(const char *name);

#define LIFE_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
