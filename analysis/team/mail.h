/* mail.h: sends rows to the members of a team that own them, and their answers back.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Everything here is collective. A member that failed before takes part all the same and says so
 * in `mine`: then nothing is sent, and all members return the failure of the first such member.
 */
#ifndef RANKPROF_ANALYSIS_TEAM_MAIL_H
#define RANKPROF_ANALYSIS_TEAM_MAIL_H

#include "analysis/team/rows.h"
#include "analysis/team/team.h"
#include "common/error.h"

/* RP_OK when all members passed RP_OK; or else the same failure and *error on all of them. */
enum rp_status rp_team_failure(struct rp_team *team, enum rp_status mine, struct rp_error *error);

/* Inline, so that the static analyser sees that an own failure never ends in RP_OK. */
static inline enum rp_status rp_team_agree(struct rp_team *team, enum rp_status mine,
                                           struct rp_error *error)
{
    const enum rp_status status = rp_team_failure(team, mine, error);

    return status == RP_OK ? mine : status;
}

/* Rows to send, and which member owns a row. */
struct rp_letters {
    const void *rows;
    size_t row_bytes;
    size_t count;
    uint32_t (*owner)(const void *row, const void *context);
    const void *context;
};

/* What came, in the order of the members and of their rows; and the way back. */
struct rp_mail {
    void *rows;
    size_t row_bytes;
    size_t count;
    size_t *came;   /* rows from each member */
    size_t *sent;   /* rows to each member */
    size_t *place;  /* where each of the own letters stood among all sent */
    size_t letters; /* own letters */
};

enum rp_status rp_mail_send(struct rp_mail *out, struct rp_team *team,
                            const struct rp_letters *letters, enum rp_status mine,
                            struct rp_error *error);
void rp_mail_release(struct rp_mail *mail); /* a zeroed one is allowed */

struct rp_answers {
    const void *rows; /* rows[i] goes to the sender of row i */
    size_t row_bytes;
    void *results; /* those to the own letters, in the order in which these were given */
};

enum rp_status rp_mail_answer(struct rp_mail *mail, struct rp_team *team,
                              const struct rp_answers *answers, enum rp_status mine,
                              struct rp_error *error);

/* All members' rows, in the order of the members, are added to `all` on every member. */
enum rp_status rp_team_gather(struct rp_team *team, const struct rp_rows *own, struct rp_rows *all,
                              enum rp_status mine, struct rp_error *error);

/* The shares of `total` numbered things: consecutive, of nearly equal size, in member order. */
static inline uint64_t rp_share_first(uint64_t total, unsigned members, unsigned member)
{
    return (uint64_t)((unsigned __int128)total * member / members);
}

/* The member whose share holds `number`. */
static inline uint32_t rp_share_owner(uint64_t total, unsigned members, uint64_t number)
{
    return (uint32_t)((((unsigned __int128)number + 1) * members - 1) / total);
}

#endif
