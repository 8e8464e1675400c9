/* make_synthetic.c: writes the rank files of a job that never ran, with known truth.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tools/synthetic_image.h"
#include "tests/tools/synthetic_rank.h"

#define MOST_WORKERS 64u

/* What the processes that write share. */
struct shared {
    struct synthetic_truth truths[MOST_WORKERS];
    bool seen[]; /* by context of the job */
};

struct command {
    struct synthetic_settings settings;
    uint32_t first; /* rank to write; all from here on */
    uint32_t workers;
    const char *directory;
};

static const char usage[] =
    "scripts/make-synthetic -r 1024 -j 2 /tmp/job    rank files of 1024 ranks and truth.json\n"
    "\n"
    "usage: make-synthetic [options] DIR\n"
    "  -r RANKS (64)    -c CONTEXTS of the job (2000)    -p CONTEXTS of a rank (a tenth)\n"
    "  -m METRICS (4)   -s SLICES (4)                    -t THREADS of a rank (1)\n"
    "  -g RANK that is slower (two thirds of the ranks)  -k how many times slower (3)\n"
    "  -f FIRST rank to write (0)   -S SEED (1)          -j PROCESSES that write (1)\n";

/* ---- the command line ---- */

struct option_place {
    char letter;
    size_t place; /* of a uint32_t in struct command */
};
#define SETTING(field)                                                                             \
    (offsetof(struct command, settings) + offsetof(struct synthetic_settings, field))
static const struct option_place places[] = {
    {'r', SETTING(ranks)},
    {'c', SETTING(contexts)},
    {'p', SETTING(contexts_per_rank)},
    {'m', SETTING(metrics)},
    {'s', SETTING(slices)},
    {'t', SETTING(threads)},
    {'g', SETTING(straggler)},
    {'k', SETTING(slower)},
    {'f', offsetof(struct command, first)},
    {'j', offsetof(struct command, workers)},
};

static bool take_number(struct command *command, int letter, const char *text)
{
    char *end = NULL;
    const unsigned long number = strtoul(text, &end, 10);

    if (end == text || *end || number >= UINT32_MAX)
        return false;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (places[i].letter == letter)
            *(uint32_t *)(void *)((char *)command + places[i].place) = (uint32_t)number;
    if (letter == 'S')
        command->settings.seed = number;
    return true;
}

static bool makes_sense(const struct command *command)
{
    const struct synthetic_settings *const it = &command->settings;

    return it->ranks > 0 && it->contexts > 2 && it->contexts_per_rank < it->contexts &&
           it->contexts_per_rank > 1 && it->metrics > 1 && it->metrics <= SYNTHETIC_MOST_METRICS &&
           it->slices > 0 && it->slices < 256 && it->threads > 0 && command->workers > 0 &&
           command->workers <= MOST_WORKERS && command->first <= it->ranks;
}

static bool read_arguments(int count, char **words, struct command *command)
{
    int letter = 0;

    *command = (struct command){.settings = {.ranks = 64,
                                             .contexts = 2000,
                                             .metrics = 4,
                                             .slices = 4,
                                             .threads = 1,
                                             .straggler = UINT32_MAX,
                                             .slower = 3,
                                             .seed = 1},
                                .workers = 1};
    while ((letter = getopt(count, words, "r:c:p:m:s:t:g:k:f:j:S:")) != -1) {
        if (letter == '?' || !take_number(command, letter, optarg))
            return false;
    }
    if (command->settings.contexts_per_rank == 0)
        command->settings.contexts_per_rank = command->settings.contexts / 10;
    if (command->settings.straggler == UINT32_MAX)
        command->settings.straggler = command->settings.ranks * 2 / 3;
    command->directory = words[optind];
    return optind + 1 == count && makes_sense(command);
}

/* ---- writing ---- */

/* The first file of a process is written as a collector would; the others are made from it. */
static enum rp_status write_rank(const char *directory, const struct synthetic_rows *rows,
                                 struct synthetic_image *image, uint64_t *bytes,
                                 struct rp_error *error)
{
    struct synthetic_module module;
    struct stat about;
    char path[4096];
    enum rp_status status = RP_OK;

    snprintf(path, sizeof(path), "%s/rank-%06u.h5", directory, rows->rank);
    if (image->bytes) {
        status = synthetic_image_write(image, rows, path, error);
    } else {
        synthetic_module_find(&module);
        status = synthetic_rank_write(rows, &module, path, error);
        if (status == RP_OK)
            status = synthetic_image_load(image, path, error);
    }
    *bytes += stat(path, &about) == 0 ? (uint64_t)about.st_size : 0;
    return status;
}

static int write_share(const struct command *command, const struct synthetic_job *job,
                       struct shared *shared, uint32_t worker)
{
    struct synthetic_truth *const truth = &shared->truths[worker];
    struct synthetic_image image = {0};
    struct synthetic_rows rows;
    struct rp_error error = {0};
    enum rp_status status = synthetic_rows_init(&rows, job) ? RP_OK : RP_E_NOMEM;

    for (uint32_t rank = command->first + worker; status == RP_OK && rank < job->settings.ranks;
         rank += command->workers) {
        synthetic_rows_make(&rows, rank, truth, shared->seen);
        status = write_rank(command->directory, &rows, &image, &truth->bytes, &error);
    }
    if (status != RP_OK)
        fprintf(stderr, "make-synthetic: %s\n", error.text);
    synthetic_image_release(&image);
    synthetic_rows_release(&rows);
    return status != RP_OK;
}

static bool write_all(const struct command *command, const struct synthetic_job *job,
                      struct shared *shared)
{
    bool good = true;
    int status = 0;

    for (uint32_t i = 0; i < command->workers; i++) {
        const pid_t child = fork();

        if (child == 0)
            _exit(write_share(command, job, shared, i));
        good = good && child > 0;
    }
    while (wait(&status) > 0)
        good = good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return good;
}

/* ---- truth ---- */

static struct synthetic_truth sum_of(const struct shared *shared)
{
    struct synthetic_truth sum = {0};

    for (size_t i = 0; i < MOST_WORKERS; i++) {
        const struct synthetic_truth *const part = &shared->truths[i];

        sum.rows += part->rows;
        sum.values += part->values;
        sum.bytes += part->bytes;
        sum.slow_ns += part->slow_ns;
        sum.straggler_ns += part->straggler_ns;
        for (size_t metric = 0; metric < SYNTHETIC_MOST_METRICS; metric++)
            sum.sums[metric] += part->sums[metric];
    }
    return sum;
}

static bool write_truth(const struct command *command, const struct synthetic_job *job,
                        const struct shared *shared)
{
    const struct synthetic_truth truth = sum_of(shared);
    char text[4096];
    size_t contexts = 0;
    FILE *file = NULL;

    for (uint32_t i = 0; i < job->settings.contexts; i++)
        contexts += shared->seen[i];
    snprintf(text, sizeof(text), "%s/truth.json", command->directory);
    file = fopen(text, "we");
    if (!file)
        return false;
    synthetic_function_name(job->slow_function, text, sizeof(text));
    fprintf(file,
            "{\"ranks\": %u, \"contexts\": %zu, \"slices\": %u, \"threads\": %u,\n"
            " \"rank_file_bytes\": %" PRIu64 ", \"rank_file_values\": %" PRIu64
            ", \"values\": %" PRIu64 ",\n \"sums\": {",
            job->settings.ranks, contexts, job->settings.slices, job->settings.threads, truth.bytes,
            truth.rows, truth.values);
    for (uint32_t i = 0; i < job->settings.metrics; i++)
        fprintf(file, "%s\"%s\": %" PRIu64, i > 0 ? ", " : "", synthetic_metric_names[i],
                truth.sums[i]);
    fprintf(file,
            "},\n \"slow_function\": \"%s\", \"straggler\": %u,"
            " \"slow_ns\": %" PRIu64 ", \"straggler_slow_ns\": %" PRIu64 "}\n",
            text, job->settings.straggler, truth.slow_ns, truth.straggler_ns);
    return fclose(file) == 0;
}

int main(int count, char **words)
{
    struct synthetic_job job;
    struct command command;
    struct shared *shared = NULL;
    size_t bytes = sizeof(*shared);

    if (!read_arguments(count, words, &command)) {
        fputs(usage, stderr);
        return 2;
    }
    bytes += command.settings.contexts;
    shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || !synthetic_job_init(&job, &command.settings))
        return 1;
    mkdir(command.directory, 0777);
    if (!write_all(&command, &job, shared) || !write_truth(&command, &job, shared)) {
        fprintf(stderr, "make-synthetic: '%s' is not complete\n", command.directory);
        return 1;
    }
    synthetic_job_release(&job);
    munmap(shared, bytes);
    return 0;
}
