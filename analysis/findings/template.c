/* template.c: sentences with expressions in them, as rules of findings say them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/findings/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PIECES 128u
#define MOST_BYTES  1024u /* of one expression */

static const char *const text_names[RP_TEXT_COUNT] = {
#define NAME(name) #name,
    RP_TEMPLATE_TEXTS(NAME)
#undef NAME
};

/* ---- how values are written ---- */

static void write_scaled(char *text, size_t bytes, double value, double step, const char *unit)
{
    static const char *const prefixes[] = {"", "k", "M", "G", "T", "P"};
    size_t prefix = 0;

    while (fabs(value) >= step && prefix + 1 < sizeof(prefixes) / sizeof(prefixes[0])) {
        value /= step;
        prefix++;
    }
    snprintf(text, bytes, prefix == 0 && value == floor(value) ? "%.0f %s%s%s" : "%.3g %s%s%s",
             value, prefixes[prefix], step == 1024 && prefix > 0 ? "i" : "", unit);
    if (!*unit && prefix == 0)
        text[strcspn(text, " ")] = '\0';
}

static void write_time(char *text, size_t bytes, double value)
{
    static const struct {
        double least, factor;
        const char *unit;
    } units[] = {{3600, 3600, "h"},  {120, 60, "min"},   {0.9995, 1, "s"},
                 {1e-3, 1e-3, "ms"}, {1e-6, 1e-6, "us"}, {0, 1e-9, "ns"}};
    size_t at = 0;

    while (fabs(value) < units[at].least)
        at++;
    snprintf(text, bytes, "%.3g %s", value / units[at].factor, units[at].unit);
}

static void write_share(char *text, size_t bytes, double value)
{
    snprintf(text, bytes, fabs(value) < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * value);
}

static void write_factor(char *text, size_t bytes, double value)
{
    snprintf(text, bytes, fabs(value) < 9.995 ? "%.2fx" : "%.0fx", value);
}

static void write_count(char *text, size_t bytes, double value)
{
    write_scaled(text, bytes, value, 1000, "");
}

static void write_bytes(char *text, size_t bytes, double value)
{
    write_scaled(text, bytes, value, 1024, "B");
}

static void write_hertz(char *text, size_t bytes, double value)
{
    write_scaled(text, bytes, value, 1000, "Hz");
}

static void write_rank(char *text, size_t bytes, double value)
{
    snprintf(text, bytes, "%.0f", value);
}

static void write_number(char *text, size_t bytes, double value)
{
    snprintf(text, bytes, "%.4g", value);
}

static const struct format {
    const char *name;
    void (*write)(char *text, size_t bytes, double value);
} formats[] = {
    {"time", write_time},   {"share", write_share},   {"factor", write_factor},
    {"count", write_count}, {"bytes", write_bytes},   {"hertz", write_hertz},
    {"rank", write_rank},   {"number", write_number},
};

static const struct format *format_called(const char *name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    }
    return NULL;
}

bool rp_format_value(char *text, size_t bytes, const char *format, double value)
{
    const struct format *known = format_called(format);

    if (!known)
        return false;
    if (rp_is_known(value))
        known->write(text, bytes, value);
    else
        snprintf(text, bytes, "?");
    return true;
}

/* ---- parsing ---- */

static struct rp_template_piece *add_piece(struct rp_template *out)
{
    struct rp_template_piece *pieces =
        realloc(out->pieces, (out->count + 1) * sizeof(*out->pieces));

    if (!pieces)
        return NULL;
    out->pieces = pieces;
    pieces[out->count] = (struct rp_template_piece){.literal = NULL};
    return &pieces[out->count++];
}

static enum rp_status no_memory(struct rp_error *error)
{
    return rp_error_set(error, RP_E_NOMEM, "cannot keep a sentence: out of memory");
}

static enum rp_status add_literal(struct rp_template *out, const char *text, size_t length,
                                  struct rp_error *error)
{
    struct rp_template_piece *piece = NULL;

    if (length == 0)
        return RP_OK;
    piece = add_piece(out);
    if (!piece)
        return no_memory(error);
    piece->literal = strndup(text, length);
    return piece->literal ? RP_OK : no_memory(error);
}

static bool find_text(const char *name, enum rp_template_text *out)
{
    for (size_t i = 0; i < RP_TEXT_COUNT; i++) {
        if (strcmp(text_names[i], name) != 0)
            continue;
        *out = (enum rp_template_text)i;
        return true;
    }
    return false;
}

/* `inner`: what stands between the braces. */
static enum rp_status add_value(struct rp_template *out, char *inner, struct rp_error *error)
{
    struct rp_template_piece *piece = add_piece(out);
    char *colon = strrchr(inner, ':');
    const struct format *format = colon ? format_called(colon + 1) : NULL;

    if (!piece)
        return no_memory(error);
    piece->is_text = find_text(inner, &piece->text);
    if (piece->is_text)
        return RP_OK;
    if (!format)
        return rp_error_set(error, RP_E_USAGE,
                            "'{%s}' is no text and does not end in ':' and a format (time, share, "
                            "factor, count, bytes, hertz, rank, number)",
                            inner);
    *colon = '\0';
    piece->format = format->write;
    return rp_expression_parse(&piece->expression, inner, error);
}

static enum rp_status add_braces(struct rp_template *out, const char *from, const char *end,
                                 struct rp_error *error)
{
    char inner[MOST_BYTES];

    if (!end || (size_t)(end - from) >= sizeof(inner))
        return rp_error_set(error, RP_E_USAGE, "a brace is not closed, or holds too much: '{%.40s'",
                            from);
    memcpy(inner, from, (size_t)(end - from));
    inner[end - from] = '\0';
    return add_value(out, inner, error);
}

enum rp_status rp_template_parse(struct rp_template *out, const char *text, struct rp_error *error)
{
    struct rp_template made = {0};
    enum rp_status status = RP_OK;

    while (status == RP_OK && *text) {
        const size_t length = strcspn(text, "{");
        const char *end = text[length] ? strchr(text + length, '}') : NULL;

        if (made.count > MOST_PIECES)
            status = rp_error_set(error, RP_E_USAGE, "the sentence has too many parts");
        if (status == RP_OK)
            status = add_literal(&made, text, length, error);
        if (status == RP_OK && text[length])
            status = add_braces(&made, text + length + 1, end, error);
        text = end ? end + 1 : text + length;
    }
    if (status == RP_OK)
        *out = made;
    else
        rp_template_release(&made);
    return status;
}

void rp_template_release(struct rp_template *sentence)
{
    for (size_t i = 0; i < sentence->count; i++) {
        free(sentence->pieces[i].literal);
        rp_expression_release(&sentence->pieces[i].expression);
    }
    free(sentence->pieces);
    *sentence = (struct rp_template){0};
}

bool rp_template_bind(struct rp_template *sentence, rp_name_find *find, void *context,
                      const char **unknown)
{
    for (size_t i = 0; i < sentence->count; i++) {
        if (!rp_expression_bind(&sentence->pieces[i].expression, find, context, unknown))
            return false;
    }
    return true;
}

/* ---- filling ---- */

char *rp_template_fill(const struct rp_template *sentence, const char *const *texts,
                       rp_name_value *value, void *context)
{
    char *filled = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&filled, &bytes);

    if (!out)
        return NULL;
    for (size_t i = 0; i < sentence->count; i++) {
        const struct rp_template_piece *piece = &sentence->pieces[i];
        char number[64] = "?";
        double found = RP_UNKNOWN;

        if (piece->literal || piece->is_text) {
            fputs(piece->literal ? piece->literal : texts[piece->text], out);
            continue;
        }
        found = rp_expression_value(&piece->expression, value, context);
        if (rp_is_known(found))
            piece->format(number, sizeof(number), found);
        fputs(number, out);
    }
    if (fclose(out) == 0)
        return filled;
    free(filled);
    return NULL;
}
