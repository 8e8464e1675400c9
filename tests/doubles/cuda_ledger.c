/* cuda_ledger.c: the truth about what the model ran, in a file that outlives a kill.
 * SPDX-License-Identifier: Apache-2.0
 *
 * RANKPROF_DOUBLE_LEDGER names a folder; the file is called by the process id. Its layout, read by
 * tests/support/gpu_truth.py: the number of rows (8 bytes), 4088 bytes that are 0, and rows of 120.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/doubles/cuda_model.h"

#define ROWS 2000000u

struct row {
    uint64_t start_ns, end_ns, bytes;
    uint32_t device, stream, correlation, kind;
    uint8_t copy_kind, source_kind, target_kind, unused[5];
    uint64_t graph_node;
    char name[MODEL_NAME_BYTES];
};
_Static_assert(sizeof(struct row) == 120, "as gpu_truth.py reads it");

struct ledger {
    _Atomic uint64_t count;
    char unused[4088];
    struct row rows[ROWS];
};

static struct ledger *ledger;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_ledger(void)
{
    const char *const folder = getenv("RANKPROF_DOUBLE_LEDGER");
    char path[PATH_MAX];
    void *memory;
    int fd;

    if (!folder)
        return;
    snprintf(path, sizeof(path), "%s/%d.ledger", folder, (int)getpid());
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 || ftruncate(fd, sizeof(*ledger)) != 0)
        return;
    memory = mmap(NULL, sizeof(*ledger), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (memory != MAP_FAILED)
        ledger = memory;
}

void ledger_add(const struct model_operation *operation)
{
    uint64_t number;
    struct row *row;

    pthread_once(&once, open_ledger);
    if (!ledger)
        return;
    number = atomic_fetch_add(&ledger->count, 1);
    if (number >= ROWS)
        return;
    row = &ledger->rows[number];
    row->start_ns = operation->start_ns;
    row->end_ns = operation->end_ns;
    row->bytes = operation->bytes;
    row->device = operation->device;
    row->stream = operation->stream;
    row->correlation = operation->correlation;
    row->kind = operation->kind;
    row->copy_kind = operation->copy_kind;
    row->source_kind = operation->source_kind;
    row->target_kind = operation->target_kind;
    row->graph_node = operation->graph_node;
    snprintf(row->name, sizeof(row->name), "%s", operation->name ? operation->name : "");
}
