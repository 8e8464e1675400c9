/* team_calls.c: a team of MPI processes adds up, places and exchanges rightly, in small pieces too.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/team/mail.h"
#include "analysis/team/team_mpi.h"

#define EXPECT(truth)                                                                              \
    do {                                                                                           \
        if (!(truth)) {                                                                            \
            fprintf(stderr, "line %d: not true: %s\n", __LINE__, #truth);                          \
            MPI_Abort(MPI_COMM_WORLD, 1);                                                          \
        }                                                                                          \
    } while (0)

static void numbers_are_added_up(struct rp_team *team)
{
    const uint64_t self = (uint64_t)team->parallel.process;
    const uint64_t members = (uint64_t)team->parallel.processes;
    uint64_t values[2] = {self, 1};
    uint64_t before[2] = {99, 99};
    uint64_t largest = self * 10;

    team->calls->sum_before(team, values, before, 2);
    EXPECT(before[0] == self * (self - 1) / 2 || self == 0);
    EXPECT(before[1] == self);
    team->calls->sum(team, values, 2);
    EXPECT(values[0] == members * (members - 1) / 2 && values[1] == members);
    team->calls->max(team, &largest, 1);
    EXPECT(largest == (members - 1) * 10);
}

/* Member i sends member k i * 100 + k letters of its own. */
static void parts_arrive_whole(struct rp_team *team)
{
    const size_t self = (size_t)team->parallel.process;
    const size_t members = (size_t)team->parallel.processes;
    size_t sizes[16];
    size_t came[16];
    char *send = malloc(members * (members * 100 + members));
    void *received = NULL;
    size_t place = 0;

    for (size_t i = 0; i < members; i++) {
        sizes[i] = self * 100 + i;
        memset(send + place, (int)('a' + self * members + i), sizes[i]);
        place += sizes[i];
    }
    EXPECT(team->calls->exchange(team, send, sizes, &received, came));
    place = 0;
    for (size_t i = 0; i < members; i++) {
        EXPECT(came[i] == i * 100 + self);
        for (size_t k = 0; k < came[i]; k++)
            EXPECT(((char *)received)[place + k] == (char)('a' + i * members + self));
        place += came[i];
    }
    free(send);
    free(received);
}

static void a_failure_is_told_to_all(struct rp_team *team)
{
    const int last = team->parallel.processes - 1;
    struct rp_error error = {.status = RP_OK};
    enum rp_status mine = RP_OK;

    EXPECT(rp_team_agree(team, mine, &error) == RP_OK);
    if (team->parallel.process == last)
        mine = rp_error_set(&error, RP_E_IO, "cannot read %d", last);
    EXPECT(rp_team_agree(team, mine, &error) == RP_E_IO);
    EXPECT(strncmp(error.text, "cannot read", 11) == 0);
}

static void all_rows_come_to_all(struct rp_team *team)
{
    struct rp_rows own = {.row_bytes = sizeof(int)};
    struct rp_rows all = {.row_bytes = sizeof(int)};
    struct rp_error error;
    size_t place = 0;

    for (int i = 0; i < team->parallel.process; i++)
        EXPECT(rp_rows_add(&own, &team->parallel.process) == RP_OK);
    EXPECT(rp_team_gather(team, &own, &all, RP_OK, &error) == RP_OK);
    for (int i = 0; i < team->parallel.processes; i++) {
        for (int k = 0; k < i; k++)
            EXPECT(((int *)all.rows)[place++] == i);
    }
    EXPECT(place == all.count);
    rp_rows_release(&own);
    rp_rows_release(&all);
}

int main(int count, char **words)
{
    MPI_Comm world = MPI_COMM_WORLD;
    const size_t pieces[] = {0, 1, 7, 100};
    struct rp_team team;

    MPI_Init(&count, &words);
    rp_team_mpi(&team, &world);
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        rp_team_mpi_set_message_bytes(pieces[i]);
        numbers_are_added_up(&team);
        parts_arrive_whole(&team);
        a_failure_is_told_to_all(&team);
        all_rows_come_to_all(&team);
    }
    MPI_Finalize();
    return 0;
}
