/* replay.c: gives each file of the folders named to the function of a fuzzer, as a plain test.
 * SPDX-License-Identifier: Apache-2.0
 *
 * usage: replay FOLDER...
 * Ends with 1 when there was nothing to read, and not at all where the function aborts.
 */
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUT_BYTES = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(const int *argc, char ***argv) __attribute__((weak));

static int replay(const char *path)
{
    FILE *const file = fopen(path, "rb");
    uint8_t *const data = malloc(INPUT_BYTES);
    int done = 0;

    if (file && data) {
        const size_t size = fread(data, 1, INPUT_BYTES, file);

        fprintf(stderr, "%s\n", path); /* the last one is the one that fails */
        LLVMFuzzerTestOneInput(data, size);
        done = 1;
    }
    if (file)
        fclose(file);
    free(data);
    return done;
}

static int replay_folder(const char *folder)
{
    DIR *const entries = opendir(folder);
    int count = 0;

    for (const struct dirent *entry; entries && (entry = readdir(entries));) {
        char path[PATH_MAX];

        if (entry->d_name[0] != '.' &&
            snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) < PATH_MAX)
            count += replay(path);
    }
    if (entries)
        closedir(entries);
    return count;
}

int main(int argc, char **argv)
{
    int count = 0;

    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++)
        count += replay_folder(argv[i]);
    printf("%d inputs\n", count);
    return count > 0 ? 0 : 1;
}
