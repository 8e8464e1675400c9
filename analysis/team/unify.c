/* unify.c: gives things that several processes know the same numbers everywhere.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/team/unify.h"

#include <stdlib.h>

#define MOST_NUMBERS (UINT64_C(0xffffffff) - 1)

/* A key as its owner sees it. */
struct claim {
    struct rp_level_key it;
    size_t asked; /* place of the question */
};

uint32_t rp_key_owner(const struct rp_key *key, unsigned members)
{
    return (uint32_t)(((unsigned __int128)key->high * members) >> 64);
}

static uint32_t owner(const void *row, const void *team)
{
    const struct rp_level_key *it = row;

    return rp_key_owner(&it->key, (unsigned)((const struct rp_team *)team)->parallel.processes);
}

static int compare_claims(const void *a, const void *b)
{
    const struct claim *left = a;
    const struct claim *right = b;

    if (left->it.level != right->it.level)
        return left->it.level < right->it.level ? -1 : 1;
    return rp_key_compare(&left->it.key, &right->it.key);
}

static enum rp_status sort_claims(const struct rp_mail *mail, struct claim **out)
{
    const struct rp_level_key *keys = mail->rows;
    struct claim *claims = calloc(mail->count + 1, sizeof(*claims));

    if (!claims)
        return RP_E_NOMEM;
    for (size_t i = 0; i < mail->count; i++)
        claims[i] = (struct claim){.it = keys[i], .asked = i};
    qsort(claims, mail->count, sizeof(*claims), compare_claims);
    *out = claims;
    return RP_OK;
}

/* True for the first of equal claims. */
static bool is_new(const struct claim *claims, size_t i)
{
    return i == 0 || compare_claims(&claims[i - 1], &claims[i]) != 0;
}

/*
 * The first number of each level for this member's keys: all smaller levels, and then the members
 * before this one. `levels` holds three times `count`.
 */
static uint64_t place_levels(struct rp_team *team, uint64_t *levels, size_t count)
{
    uint64_t *own = levels;
    uint64_t *before = levels + count;
    uint64_t *all = levels + 2 * count;
    uint64_t next = 0;

    for (size_t i = 0; i < count; i++)
        all[i] = own[i];
    team->calls->sum_before(team, own, before, count);
    team->calls->sum(team, all, count);
    for (size_t i = 0; i < count; i++) {
        own[i] = next + before[i];
        next += all[i];
    }
    return next;
}

static void answer(const struct claim *claims, size_t count, uint64_t *next, uint32_t *answers)
{
    uint32_t number = 0;

    for (size_t i = 0; i < count; i++) {
        if (is_new(claims, i))
            number = (uint32_t)next[claims[i].it.level]++;
        answers[claims[i].asked] = number;
    }
}

/* Numbers the keys that came to this member. */
static enum rp_status number_claims(struct rp_team *team, const struct rp_mail *mail,
                                    uint32_t *answers, uint64_t *total, struct rp_error *error)
{
    struct claim *claims = NULL;
    uint64_t *levels = NULL;
    uint64_t count = 1;
    enum rp_status status = sort_claims(mail, &claims);

    if (status == RP_OK && mail->count > 0)
        count = claims[mail->count - 1].it.level + 1;
    team->calls->max(team, &count, 1);
    if (status == RP_OK)
        levels = calloc(count, 3 * sizeof(*levels));
    status = rp_team_agree(team, levels ? RP_OK : RP_E_NOMEM, error);
    for (size_t i = 0; status == RP_OK && i < mail->count; i++)
        levels[claims[i].it.level] += is_new(claims, i) ? 1 : 0;
    if (status == RP_OK) {
        *total = place_levels(team, levels, count);
        if (*total > MOST_NUMBERS)
            status = rp_error_set(error, RP_E_FULL,
                                  "cannot merge: %llu different contexts are more than fit",
                                  (unsigned long long)*total);
    }
    if (status == RP_OK)
        answer(claims, mail->count, levels, answers);
    free(claims);
    free(levels);
    return status;
}

enum rp_status rp_unify_keys(struct rp_team *team, const struct rp_rows *keys, uint32_t *numbers,
                             uint64_t *total, enum rp_status mine, struct rp_error *error)
{
    const struct rp_letters letters = {.rows = keys->rows,
                                       .row_bytes = sizeof(struct rp_level_key),
                                       .count = keys->count,
                                       .owner = owner,
                                       .context = team};
    struct rp_mail mail = {0};
    uint32_t *answers = NULL;
    enum rp_status status = rp_mail_send(&mail, team, &letters, mine, error);

    if (status != RP_OK)
        return status;
    answers = calloc(mail.count + 1, sizeof(*answers));
    status = rp_team_agree(team, answers ? RP_OK : RP_E_NOMEM, error);
    if (status == RP_OK)
        status = number_claims(team, &mail, answers, total, error);
    if (status == RP_OK)
        status = rp_mail_answer(
            &mail, team, &(struct rp_answers){answers, sizeof(*answers), numbers}, RP_OK, error);
    free(answers);
    rp_mail_release(&mail);
    return status;
}
