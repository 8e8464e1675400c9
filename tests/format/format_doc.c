/* format_doc.c: prints the tables of docs/format.md from the schema.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "format/schema.h"

static void print_table(const struct rp_schema_table *table)
{
    printf("\n### /%s\n\n| name | type | unit | since | meaning |\n|---|---|---|---|---|\n",
           table->group);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct rp_schema_column *const column = &table->columns[i];

        printf("| %s | %s | %s | %u.%u | %s |\n", column->name, rp_schema_type_name(column->type),
               column->unit, column->since_major, column->since_minor, column->meaning);
    }
}

int main(void)
{
    static const enum rp_file_kind kinds[] = {RP_FILE_RANK, RP_FILE_CLUSTER};

    for (size_t k = 0; k < 2; k++) {
        printf("%s## Tables of a %s file\n", k ? "\n" : "", rp_schema_kind_name(kinds[k]));
        print_table(rp_schema_session(kinds[k]));
        for (size_t i = 0; rp_schema_table(kinds[k], i); i++)
            print_table(rp_schema_table(kinds[k], i));
    }
    return 0;
}
