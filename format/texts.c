/* texts.c: reads and writes text attributes with free keys.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "format/texts.h"

#include <stdlib.h>
#include <string.h>

#include "format/h5.h"

static void truncate_value(char *value)
{
    size_t length = strlen(value);

    if (length <= RP_TEXT_BYTES)
        return;
    length = RP_TEXT_BYTES;
    while (length > 0 && ((unsigned char)value[length] & 0xc0) == 0x80)
        length--; /* not inside a character of UTF-8 */
    value[length] = '\0';
}

static bool write_text(hid_t group, const struct rp_identity_entry *entry)
{
    char *const value = strdup(entry->value);
    bool good;

    if (!value)
        return false;
    truncate_value(value);
    good = rp_h5_set_text(group, entry->key, value, 0);
    free(value);
    return good;
}

bool rp_texts_write(hid_t group, const struct rp_identity_entry *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!write_text(group, &texts[i]))
            return false;
    }
    return true;
}

static bool keep_entry(void *context, const char *key, char *owned_text)
{
    struct rp_texts *const texts = context;
    struct rp_identity_entry *const wider =
        realloc(texts->entries, (texts->count + 1) * sizeof(*wider));
    char *const name = strdup(key);

    if (wider)
        texts->entries = wider;
    if (!wider || !name) {
        free(name);
        free(owned_text);
        return false;
    }
    wider[texts->count++] = (struct rp_identity_entry){name, owned_text};
    return true;
}

bool rp_texts_read(hid_t group, struct rp_texts *texts)
{
    return rp_h5_each_text(group, keep_entry, texts);
}

/* The struct serves writers too, who do not own what it points to: hence the unions. */
void rp_texts_free_entry(const struct rp_identity_entry *entry)
{
    const union {
        const char *given;
        char *own;
    } key = {entry->key}, value = {entry->value};

    free(key.own);
    free(value.own);
}

void rp_texts_release(struct rp_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        rp_texts_free_entry(&texts->entries[i]);
    free(texts->entries);
    memset(texts, 0, sizeof(*texts));
}
