/* http.h: sends something to a web server.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef RANKPROF_ANALYSIS_EXPORT_HTTP_H
#define RANKPROF_ANALYSIS_EXPORT_HTTP_H

#include <stddef.h>

#include "common/error.h"

/*
 * POSTs JSON and waits for the answer, a minute at most. RP_E_UNSUPPORTED when libcurl is not
 * installed, RP_E_IO when the server cannot be reached or does not take it.
 */
enum rp_status rp_http_post_json(const char *url, const char *body, size_t bytes,
                                 struct rp_error *error);

#endif
