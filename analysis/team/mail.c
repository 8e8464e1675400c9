/* mail.c: sends rows to the members of a team that own them, and their answers back.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/mail.h"

#include <stdlib.h>
#include <string.h>

static size_t members(const struct rp_team *team)
{
    return (size_t)team->parallel.processes;
}

static enum rp_status no_memory(struct rp_error *error)
{
    return rp_error_set(error, RP_E_NOMEM,
                        "cannot merge: out of memory; use more processes on more nodes");
}

/* ---- agreement ---- */

enum rp_status rp_team_failure(struct rp_team *team, enum rp_status mine, struct rp_error *error)
{
    /* The first member that failed has the largest claim. */
    const uint64_t own_claim = mine == RP_OK ? 0 : members(team) - (size_t)team->parallel.process;
    uint64_t claim = own_claim;
    uint64_t letters[(sizeof(struct rp_error) + 7) / 8] = {0};
    struct rp_error told = {.status = mine};

    team->calls->max(team, &claim, 1);
    if (claim == 0)
        return RP_OK;
    if (own_claim == claim) {
        if (error && error->status == mine)
            told = *error;
        else
            no_memory(&told);
        memcpy(letters, &told, sizeof(told));
    }
    team->calls->sum(team, letters, sizeof(letters) / 8); /* all others: zero */
    memcpy(&told, letters, sizeof(told));
    if (error)
        *error = told;
    return told.status;
}

/* ---- letters ---- */

static enum rp_status address(struct rp_mail *mail, const struct rp_team *team,
                              const struct rp_letters *letters, char **sorted)
{
    size_t *next = calloc(members(team) + 1, sizeof(*next));

    mail->came = calloc(members(team), sizeof(*mail->came));
    mail->sent = calloc(members(team), sizeof(*mail->sent));
    mail->place = calloc(letters->count + 1, sizeof(*mail->place));
    *sorted = malloc(letters->count * letters->row_bytes + 1);
    if (!next || !mail->came || !mail->sent || !mail->place || !*sorted) {
        free(next);
        return RP_E_NOMEM;
    }
    for (size_t i = 0; i < letters->count; i++) {
        const char *row = (const char *)letters->rows + i * letters->row_bytes;

        mail->place[i] = letters->owner(row, letters->context);
        mail->sent[mail->place[i]]++;
    }
    for (size_t i = 0; i < members(team); i++)
        next[i + 1] = next[i] + mail->sent[i];
    for (size_t i = 0; i < letters->count; i++) {
        mail->place[i] = next[mail->place[i]]++;
        memcpy(*sorted + mail->place[i] * letters->row_bytes,
               (const char *)letters->rows + i * letters->row_bytes, letters->row_bytes);
    }
    free(next);
    return RP_OK;
}

static void scale(size_t *numbers, size_t count, size_t up, size_t down)
{
    for (size_t i = 0; i < count; i++)
        numbers[i] = numbers[i] * up / down;
}

enum rp_status rp_mail_send(struct rp_mail *out, struct rp_team *team,
                            const struct rp_letters *letters, enum rp_status mine,
                            struct rp_error *error)
{
    struct rp_mail mail = {.row_bytes = letters->row_bytes, .letters = letters->count};
    char *sorted = NULL;
    enum rp_status status = mine == RP_OK ? address(&mail, team, letters, &sorted) : mine;

    status = rp_team_agree(team, status, error);
    if (status == RP_OK) {
        scale(mail.sent, members(team), mail.row_bytes, 1);
        if (!team->calls->exchange(team, sorted, mail.sent, &mail.rows, mail.came))
            status = no_memory(error);
        scale(mail.sent, members(team), 1, mail.row_bytes);
        scale(mail.came, members(team), 1, mail.row_bytes);
    }
    free(sorted);
    if (status != RP_OK) {
        rp_mail_release(&mail);
        return status;
    }
    for (size_t i = 0; i < members(team); i++)
        mail.count += mail.came[i];
    *out = mail;
    return RP_OK;
}

void rp_mail_release(struct rp_mail *mail)
{
    free(mail->rows);
    free(mail->came);
    free(mail->sent);
    free(mail->place);
    *mail = (struct rp_mail){0};
}

enum rp_status rp_mail_answer(struct rp_mail *mail, struct rp_team *team,
                              const struct rp_answers *answers, enum rp_status mine,
                              struct rp_error *error)
{
    const size_t bytes = answers->row_bytes;
    size_t *back = calloc(members(team), sizeof(*back));
    void *received = NULL;
    enum rp_status status = rp_team_agree(team,
                                          mine != RP_OK ? mine
                                          : back        ? RP_OK
                                                        : RP_E_NOMEM,
                                          error);

    if (status == RP_OK) {
        scale(mail->came, members(team), bytes, 1);
        if (!team->calls->exchange(team, answers->rows, mail->came, &received, back))
            status = no_memory(error);
        scale(mail->came, members(team), 1, bytes);
    }
    for (size_t i = 0; status == RP_OK && i < mail->letters; i++)
        memcpy((char *)answers->results + i * bytes,
               (const char *)received + mail->place[i] * bytes, bytes);
    free(received);
    free(back);
    return status;
}

/* ---- gathering ---- */

/* All rows on the first member only. */
static enum rp_status collect(struct rp_team *team, const struct rp_rows *own, void **rows,
                              uint64_t *bytes, struct rp_error *error)
{
    size_t *sizes = calloc(2 * members(team), sizeof(*sizes));
    enum rp_status status = rp_team_agree(team, sizes ? RP_OK : RP_E_NOMEM, error);

    if (status == RP_OK) {
        sizes[0] = own->count * own->row_bytes;
        if (!team->calls->exchange(team, own->rows, sizes, rows, sizes + members(team)))
            status = no_memory(error);
        for (size_t i = 0; status == RP_OK && i < members(team); i++)
            *bytes += sizes[members(team) + i];
    }
    free(sizes);
    return status;
}

enum rp_status rp_team_gather(struct rp_team *team, const struct rp_rows *own, struct rp_rows *all,
                              enum rp_status mine, struct rp_error *error)
{
    void *collected = NULL;
    void *place = NULL;
    uint64_t bytes = 0;
    enum rp_status status = rp_team_agree(team, mine, error);

    if (status == RP_OK)
        status = collect(team, own, &collected, &bytes, error);
    if (status != RP_OK)
        return status;
    team->calls->broadcast(team, &bytes, sizeof(bytes));
    status = rp_team_agree(team, rp_rows_extend(all, bytes / all->row_bytes, &place), error);
    if (status == RP_OK && bytes > 0) {
        if (team->parallel.process == 0)
            memcpy(place, collected, bytes);
        team->calls->broadcast(team, place, bytes);
    }
    free(collected);
    return status;
}
