/* status.h: the one result type of every function that can fail.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_COMMON_STATUS_H
#define RANKPROF_COMMON_STATUS_H

/* One line a status: name, short text for people. */
#define RP_STATUS_LIST(_)                                                                          \
    _(RP_OK, "ok")                                                                                 \
    _(RP_E_USAGE, "wrong use")                                                                     \
    _(RP_E_NOMEM, "out of memory")                                                                 \
    _(RP_E_IO, "input or output failed")                                                           \
    _(RP_E_NOT_FOUND, "not found")                                                                 \
    _(RP_E_EXISTS, "exists already")                                                               \
    _(RP_E_FULL, "full")                                                                           \
    _(RP_E_DAMAGED, "damaged data")                                                                \
    _(RP_E_VERSION, "another format version")                                                      \
    _(RP_E_UNSUPPORTED, "not supported here")                                                      \
    _(RP_E_PERMISSION, "permission denied")                                                        \
    _(RP_E_END, "no more")

enum rp_status {
#define RP_STATUS_ENUM(name, text) name,
    RP_STATUS_LIST(RP_STATUS_ENUM)
#undef RP_STATUS_ENUM
};

/* A static text for `status`; never NULL. */
const char *rp_status_text(enum rp_status status);

#endif
