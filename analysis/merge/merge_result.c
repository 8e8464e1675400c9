/* merge_result.c: says what was merged.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/merge/merge.h"

bool rp_merge_result_tell(const struct rp_merge_result *result, FILE *messages)
{
    if (messages)
        fprintf(messages,
                "rankprof merge: %s%u of %u ranks merged, %u of them partial, %u left out%s%s\n",
                result->stood ? "nothing has changed: " : "", result->merged, result->expected,
                result->partial, result->left_out, result->named[0] ? ": " : "", result->named);
    return result->merged >= result->expected && result->partial == 0 && result->left_out == 0;
}
