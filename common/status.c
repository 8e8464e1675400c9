/* status.c: texts of the result type.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "common/status.h"

const char *rp_status_text(enum rp_status status)
{
    static const char *const texts[] = {
#define RP_STATUS_TEXT(name, text) text,
        RP_STATUS_LIST(RP_STATUS_TEXT)
#undef RP_STATUS_TEXT
    };
    const unsigned number = (unsigned)status;

    return number < sizeof(texts) / sizeof(texts[0]) ? texts[number] : "unknown status";
}
