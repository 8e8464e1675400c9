/* stdin_stdout.c: copies stdin to stdout, and says on stderr how much and which are terminals.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char buffer[4096];
    size_t count;
    size_t total = 0;

    while ((count = fread(buffer, 1, sizeof(buffer), stdin)) > 0)
        total += fwrite(buffer, 1, count, stdout);
    fprintf(stderr, "%zu bytes, terminals: %d %d %d\n", total, isatty(0), isatty(1), isatty(2));
    return 0;
}
