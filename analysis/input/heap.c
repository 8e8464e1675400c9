/* heap.c: makes the one string heap of the cluster file, in parts.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/input/heap.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/team/unify.h"

/* What a text's owner is asked, and what it answers. */
struct question {
    struct rp_key key;
    uint64_t bytes;
};

struct answer {
    uint64_t offset; /* in the owner's part, then in the whole heap */
    uint64_t wanted; /* 1: this member is to send the text */
};

struct claim {
    struct question it;
    size_t asked;
};

/* A heap that is being made. */
struct making {
    struct rp_rows numbers; /* of the texts in use */
    struct rp_mail mail;
    struct answer *answers; /* to the texts that this member owns */
    struct answer *told;    /* to this member's own questions */
    void *received;
    uint64_t bytes;
    uint64_t first;
};

/* ---- which texts are in use ---- */

/* The numbers of the texts in use, but for "". */
static enum rp_status find_used(const struct rp_share *share, struct rp_rows *numbers)
{
    const uint32_t count = (uint32_t)share->texts.places.count;
    enum rp_status status = RP_OK;

    for (uint32_t i = 1; status == RP_OK && i < count; i++) {
        if (rp_text_pool_place(&share->texts, i)->used)
            status = rp_rows_add(numbers, &i);
    }
    return status;
}

/* ---- places ---- */

static uint32_t owner(const void *row, const void *team)
{
    return rp_key_owner(&((const struct question *)row)->key,
                        (unsigned)((const struct rp_team *)team)->parallel.processes);
}

static enum rp_status ask(struct rp_mail *mail, struct rp_team *team, const struct rp_share *share,
                          const struct rp_rows *numbers, struct rp_error *error)
{
    struct rp_rows questions = {.row_bytes = sizeof(struct question)};
    struct rp_letters letters = {
        .row_bytes = sizeof(struct question), .owner = owner, .context = team};
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < numbers->count; i++) {
        const struct rp_text_place *text =
            rp_text_pool_place(&share->texts, ((const uint32_t *)numbers->rows)[i]);
        const struct question question = {.key = text->key, .bytes = text->bytes};

        status = rp_rows_add(&questions, &question);
    }
    letters.rows = questions.rows;
    letters.count = questions.count;
    status = rp_mail_send(mail, team, &letters, status, error);
    rp_rows_release(&questions);
    return status;
}

static int compare_claims(const void *a, const void *b)
{
    const struct claim *left = a;
    const struct claim *right = b;
    const int keys = rp_key_compare(&left->it.key, &right->it.key);

    if (keys)
        return keys;
    return left->asked == right->asked ? 0 : left->asked < right->asked ? -1 : 1;
}

/* Places the texts in the owner's part; the first member that has one is to send it. */
static enum rp_status place(const struct rp_mail *mail, struct answer *answers, uint64_t *bytes)
{
    const struct question *questions = mail->rows;
    struct claim *claims = calloc(mail->count + 1, sizeof(*claims));

    if (!claims)
        return RP_E_NOMEM;
    for (size_t i = 0; i < mail->count; i++)
        claims[i] = (struct claim){.it = questions[i], .asked = i};
    qsort(claims, mail->count, sizeof(*claims), compare_claims);
    for (size_t i = 0; i < mail->count; i++) {
        struct answer *answer = &answers[claims[i].asked];

        if (i > 0 && rp_key_compare(&claims[i - 1].it.key, &claims[i].it.key) == 0) {
            answer->offset = answers[claims[i - 1].asked].offset;
            continue;
        }
        *answer = (struct answer){.offset = *bytes, .wanted = 1};
        *bytes += claims[i].it.bytes;
    }
    free(claims);
    return RP_OK;
}

/* ---- bytes ---- */

/* The texts that were asked for, in the order in which their owners see them. */
static enum rp_status send_texts(struct making *it, struct rp_team *team,
                                 const struct rp_share *share, struct rp_error *error)
{
    const struct rp_rows *numbers = &it->numbers;
    const unsigned members = (unsigned)team->parallel.processes;
    struct rp_rows bytes = {.row_bytes = 1};
    size_t *order = calloc(numbers->count + 1, sizeof(*order));
    size_t *sizes = calloc(2 * (size_t)members, sizeof(*sizes));
    enum rp_status status = order && sizes ? RP_OK : RP_E_NOMEM;

    for (size_t i = 0; status == RP_OK && i < numbers->count; i++)
        order[it->mail.place[i]] = i;
    for (size_t i = 0; status == RP_OK && i < numbers->count; i++) {
        const uint32_t number = ((const uint32_t *)numbers->rows)[order[i]];
        const struct rp_text_place *text = rp_text_pool_place(&share->texts, number);
        void *copy = NULL;

        if (!it->told[order[i]].wanted)
            continue;
        status = rp_rows_extend(&bytes, text->bytes, &copy);
        if (status == RP_OK)
            memcpy(copy, rp_text_pool_at(&share->texts, number), text->bytes);
        sizes[rp_key_owner(&text->key, members)] += text->bytes;
    }
    status = rp_team_agree(team, status, error);
    if (status == RP_OK &&
        !team->calls->exchange(team, bytes.rows, sizes, &it->received, sizes + members))
        status = rp_error_set(error, RP_E_NOMEM, "cannot merge: out of memory");
    free(order);
    free(sizes);
    rp_rows_release(&bytes);
    return status;
}

static enum rp_status fill(const struct making *it, struct rp_rows *part)
{
    const struct question *questions = it->mail.rows;
    const char *next = it->received;
    void *copy = NULL;

    if (rp_rows_extend(part, it->bytes, &copy) != RP_OK)
        return RP_E_NOMEM;
    for (size_t i = 0; i < it->mail.count; i++) {
        if (!it->answers[i].wanted)
            continue;
        memcpy((char *)copy + (it->answers[i].offset - it->first), next, questions[i].bytes);
        next += questions[i].bytes;
    }
    return RP_OK;
}

/* ---- all of it ---- */

/* The place of this member's part, after which the offsets are those of the whole heap. */
static enum rp_status settle(struct rp_team *team, struct answer *answers, size_t count,
                             uint64_t bytes, uint64_t *first, struct rp_error *error)
{
    uint64_t total = bytes;

    team->calls->sum_before(team, &bytes, first, 1);
    team->calls->sum(team, &total, 1);
    if (total > UINT32_MAX)
        return rp_error_set(error, RP_E_FULL, "cannot merge: %llu bytes of texts do not fit",
                            (unsigned long long)total);
    for (size_t i = 0; i < count; i++)
        answers[i].offset += *first;
    return RP_OK;
}

static enum rp_status place_texts(struct making *it, struct rp_team *team, struct rp_error *error)
{
    enum rp_status status = RP_OK;

    it->bytes = team->parallel.process == 0 ? 1 : 0; /* "" is the first text of all */
    it->answers = calloc(it->mail.count + 1, sizeof(*it->answers));
    it->told = calloc(it->numbers.count + 1, sizeof(*it->told));
    status = it->answers && it->told ? place(&it->mail, it->answers, &it->bytes) : RP_E_NOMEM;
    status = rp_team_agree(team, status, error);
    if (status == RP_OK)
        status = settle(team, it->answers, it->mail.count, it->bytes, &it->first, error);
    if (status == RP_OK)
        status = rp_mail_answer(&it->mail, team,
                                &(struct rp_answers){it->answers, sizeof(*it->answers), it->told},
                                RP_OK, error);
    return status;
}

static enum rp_status number_texts(struct rp_heap *heap, const struct rp_share *share,
                                   const struct rp_rows *numbers, const struct answer *told)
{
    heap->offsets = calloc(share->texts.places.count, sizeof(*heap->offsets));
    if (!heap->offsets)
        return RP_E_NOMEM;
    for (size_t i = 0; i < numbers->count; i++)
        heap->offsets[((const uint32_t *)numbers->rows)[i]] = (uint32_t)told[i].offset;
    return RP_OK;
}

enum rp_status rp_heap_make(struct rp_heap *out, struct rp_team *team, const struct rp_share *share,
                            enum rp_status mine, struct rp_error *error)
{
    struct making it = {.numbers.row_bytes = sizeof(uint32_t)};
    enum rp_status status = mine == RP_OK ? find_used(share, &it.numbers) : mine;

    *out = (struct rp_heap){.bytes.row_bytes = 1};
    status = rp_team_agree(team, status, error);
    if (status == RP_OK)
        status = ask(&it.mail, team, share, &it.numbers, error);
    if (status == RP_OK)
        status = place_texts(&it, team, error);
    if (status == RP_OK)
        status = send_texts(&it, team, share, error);
    if (status == RP_OK) {
        status = fill(&it, &out->bytes);
        if (status == RP_OK)
            status = number_texts(out, share, &it.numbers, it.told);
        status = rp_team_agree(team, status, error);
    }
    free(it.received);
    free(it.answers);
    free(it.told);
    rp_mail_release(&it.mail);
    rp_rows_release(&it.numbers);
    return status;
}

void rp_heap_place(const struct rp_heap *heap, struct rp_share *share)
{
    const struct rp_numbers numbers = {.of = {[RP_NAMED_TEXT] = heap->offsets}};

    for (size_t i = 0; i < RP_CLUSTER_TABLE_COUNT; i++)
        rp_renumber(&share->references[i], &numbers, share->tables[i].rows,
                    share->tables[i].row_bytes, share->tables[i].count);
}

void rp_heap_release(struct rp_heap *heap)
{
    rp_rows_release(&heap->bytes);
    free(heap->offsets);
    heap->offsets = NULL;
}
