/* compared_names.c: functions and call paths, numbered alike in all runs that are compared.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "analysis/compare/compared_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/findings/same_functions.h"
#include "analysis/findings/well_known.h"

#define MOST_DEPTH 512u

static bool grow(struct rp_compared_names *names)
{
    const size_t capacity = names->capacity ? 2 * names->capacity : 256;
    struct rp_compared_name *list = realloc(names->list, capacity * sizeof(*list));

    if (!list)
        return false;
    names->list = list;
    names->capacity = capacity;
    return true;
}

/* Takes the module's name over. */
static enum rp_status add(struct rp_compared_names *names, const char *key, char *module,
                          const struct rp_profile_function *function, uint32_t parent)
{
    char *name = strdup(function->name);

    if (!name || (names->count == names->capacity && !grow(names)) ||
        rp_text_map_add(&names->numbers, key, (uint32_t)names->count) != RP_OK) {
        free(name);
        free(module);
        return RP_E_NOMEM;
    }
    names->list[names->count++] = (struct rp_compared_name){
        .name = name, .module = module, .parent = parent, .is_mpi = rp_is_mpi_function(function)};
    return RP_OK;
}

enum rp_status rp_compared_names_add(struct rp_compared_names *names,
                                     const struct rp_profile_function *function, uint32_t parent,
                                     uint32_t *out)
{
    char *module = rp_module_name(function->module);
    char *key = NULL;
    uint32_t number = 0;
    enum rp_status status = RP_OK;

    if (!module || asprintf(&key, "%" PRIu32 "\n%s\n%s", parent, module, function->name) < 0) {
        free(module);
        return RP_E_NOMEM;
    }
    if (rp_text_map_find(&names->numbers, key, &number)) {
        free(module);
    } else {
        number = (uint32_t)names->count;
        status = add(names, key, module, function, parent);
    }
    free(key);
    if (status == RP_OK)
        *out = number;
    return status;
}

/* A parent's number is smaller than its child's, so it has been numbered before. */
enum rp_status rp_compared_names_add_paths(struct rp_compared_names *names,
                                           const struct rp_profile *profile,
                                           const struct rp_call_tree *tree, uint32_t *numbers)
{
    enum rp_status status = RP_OK;

    numbers[0] = RP_NO_ROW;
    for (size_t i = 1; status == RP_OK && i < tree->count; i++) {
        const struct rp_call_node *node = &tree->nodes[i];

        status = rp_compared_names_add(names, &profile->functions[node->function],
                                       numbers[node->parent], &numbers[i]);
    }
    return status;
}

void rp_compared_names_release(struct rp_compared_names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->list[i].name);
        free(names->list[i].module);
    }
    free(names->list);
    rp_text_map_release(&names->numbers);
    *names = (struct rp_compared_names){.count = 0};
}

char *rp_compared_path(const struct rp_compared_names *names, uint32_t number)
{
    uint32_t line[MOST_DEPTH];
    size_t depth = 0;
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);

    if (!out)
        return NULL;
    for (; number != RP_NO_ROW && depth < MOST_DEPTH; number = names->list[number].parent)
        line[depth++] = number;
    for (size_t i = depth; i-- > 0;)
        fprintf(out, "%s%s", names->list[line[i]].name, i > 0 ? " > " : "");
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}
