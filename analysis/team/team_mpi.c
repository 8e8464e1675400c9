/* team_mpi.c: a team of MPI processes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/team_mpi.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

/* A round of an exchange moves at most this much between two processes: MPI counts in int. */
#define ROUND_BYTES ((size_t)64 << 20)

static size_t chosen_round_bytes;

static MPI_Comm communicator_of(const struct rp_team *team)
{
    return *(const MPI_Comm *)team->parallel.communicator;
}

void rp_team_mpi_set_message_bytes(size_t bytes)
{
    chosen_round_bytes = bytes;
}

/* The most that goes from one process to another in a round, so that a round's sum fits an int. */
static size_t round_bytes(const struct rp_team *team)
{
    const size_t share = (size_t)INT32_MAX / (size_t)team->parallel.processes;
    const size_t wanted = chosen_round_bytes > 0 ? chosen_round_bytes : ROUND_BYTES;

    return wanted < share ? wanted : share;
}

/* A count that fits an int, with room to spare. */
#define MOST_VALUES ((size_t)1 << 26)

static void reduce(struct rp_team *team, uint64_t *values, size_t count, MPI_Op operation)
{
    for (size_t done = 0; done < count; done += MOST_VALUES) {
        const size_t left = count - done;

        MPI_Allreduce(MPI_IN_PLACE, values + done, (int)(left < MOST_VALUES ? left : MOST_VALUES),
                      MPI_UINT64_T, operation, communicator_of(team));
    }
}

static void sum(struct rp_team *team, uint64_t *values, size_t count)
{
    reduce(team, values, count, MPI_SUM);
}

static void max(struct rp_team *team, uint64_t *values, size_t count)
{
    reduce(team, values, count, MPI_MAX);
}

static void sum_before(struct rp_team *team, const uint64_t *values, uint64_t *before, size_t count)
{
    for (size_t done = 0; done < count; done += MOST_VALUES) {
        const size_t left = count - done;

        MPI_Exscan(values + done, before + done, (int)(left < MOST_VALUES ? left : MOST_VALUES),
                   MPI_UINT64_T, MPI_SUM, communicator_of(team));
    }
    if (team->parallel.process == 0) /* which MPI leaves undefined */
        memset(before, 0, count * sizeof(*before));
}

static void broadcast(struct rp_team *team, void *data, size_t bytes)
{
    for (size_t done = 0; done < bytes; done += ROUND_BYTES) {
        const size_t left = bytes - done;

        MPI_Bcast((char *)data + done, (int)(left < ROUND_BYTES ? left : ROUND_BYTES), MPI_BYTE, 0,
                  communicator_of(team));
    }
}

/* ---- exchange ---- */

/* One direction of an exchange: where each member's part lies, and what this round moves of it. */
struct direction {
    const size_t *bytes;
    size_t *start;
    int *count;
    int *place;   /* in the round's buffer */
    char *buffer; /* the parts of this round, packed, as MPI's places are ints too */
};

static void direction_release(struct direction *it)
{
    free(it->start);
    free(it->count);
    free(it->place);
    free(it->buffer);
}

static bool direction_init(struct direction *it, const size_t *bytes, int processes, size_t most)
{
    size_t room = 1;

    it->bytes = bytes;
    it->start = calloc((size_t)processes, sizeof(*it->start));
    it->count = calloc((size_t)processes, sizeof(*it->count));
    it->place = calloc((size_t)processes, sizeof(*it->place));
    if (!it->start || !it->count || !it->place)
        return false;
    for (int i = 0; i < processes; i++) {
        room += bytes[i] < most ? bytes[i] : most;
        it->start[i] = i > 0 ? it->start[i - 1] + bytes[i - 1] : 0;
    }
    it->buffer = malloc(room);
    return it->buffer != NULL;
}

/* Says what moves after `done` bytes of each part have moved. */
static void direction_aim(struct direction *it, int processes, size_t done, size_t most)
{
    int place = 0;

    for (int i = 0; i < processes; i++) {
        const size_t left = it->bytes[i] > done ? it->bytes[i] - done : 0;

        it->count[i] = (int)(left < most ? left : most);
        it->place[i] = place;
        place += it->count[i];
    }
}

static void pack(struct direction *it, int processes, size_t done, const char *from)
{
    for (int i = 0; i < processes; i++) {
        if (it->count[i] > 0)
            memcpy(it->buffer + it->place[i], from + it->start[i] + done, (size_t)it->count[i]);
    }
}

static void unpack(const struct direction *it, int processes, size_t done, char *to)
{
    for (int i = 0; i < processes; i++) {
        if (it->count[i] > 0)
            memcpy(to + it->start[i] + done, it->buffer + it->place[i], (size_t)it->count[i]);
    }
}

static uint64_t largest(const size_t *bytes, int processes)
{
    size_t most = 0;

    for (int i = 0; i < processes; i++)
        most = bytes[i] > most ? bytes[i] : most;
    return most;
}

static void move_all(struct rp_team *team, struct direction *out, struct direction *in,
                     const void *send, void *receive)
{
    const int processes = team->parallel.processes;
    const size_t most = round_bytes(team);
    uint64_t longest = largest(out->bytes, processes);

    max(team, &longest, 1);
    for (size_t done = 0; done < longest; done += most) {
        direction_aim(out, processes, done, most);
        direction_aim(in, processes, done, most);
        pack(out, processes, done, send);
        MPI_Alltoallv(out->buffer, out->count, out->place, MPI_BYTE, in->buffer, in->count,
                      in->place, MPI_BYTE, communicator_of(team));
        unpack(in, processes, done, receive);
    }
}

static void tell_sizes(struct rp_team *team, const size_t *send_bytes, size_t *receive_bytes)
{
    _Static_assert(sizeof(size_t) == sizeof(uint64_t), "sizes are sent as 64 bits");
    MPI_Alltoall(send_bytes, 1, MPI_UINT64_T, receive_bytes, 1, MPI_UINT64_T,
                 communicator_of(team));
}

static bool exchange(struct rp_team *team, const void *send, const size_t *send_bytes,
                     void **receive, size_t *receive_bytes)
{
    const int processes = team->parallel.processes;
    struct direction out = {0};
    struct direction in = {0};
    uint64_t short_of_memory = 0;
    size_t bytes = 1;

    tell_sizes(team, send_bytes, receive_bytes);
    for (int i = 0; i < processes; i++)
        bytes += receive_bytes[i];
    *receive = malloc(bytes);
    short_of_memory = !*receive ||
                      !direction_init(&out, send_bytes, processes, round_bytes(team)) ||
                      !direction_init(&in, receive_bytes, processes, round_bytes(team));
    max(team, &short_of_memory, 1);
    if (!short_of_memory)
        move_all(team, &out, &in, send, *receive);
    direction_release(&out);
    direction_release(&in);
    if (short_of_memory) {
        free(*receive);
        *receive = NULL;
    }
    return !short_of_memory;
}

void rp_team_mpi(struct rp_team *team, void *communicator)
{
    static const struct rp_team_calls calls = {
        .sum = sum,
        .max = max,
        .sum_before = sum_before,
        .broadcast = broadcast,
        .exchange = exchange,
    };

    team->parallel.communicator = communicator;
    MPI_Comm_rank(communicator_of(team), &team->parallel.process);
    MPI_Comm_size(communicator_of(team), &team->parallel.processes);
    team->calls = &calls;
}
