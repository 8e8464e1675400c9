/* test_program.c: the application's file, and whether the agent can be loaded into it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/start/program.h"

#include <elf.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int enter_folder(void **state)
{
    static char folder[64];

    snprintf(folder, sizeof(folder), "/tmp/test_program.XXXXXX");
    *state = mkdtemp(folder);
    return *state && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
    char command[128];

    setenv("PATH", "/usr/bin:/bin", 1);
    snprintf(command, sizeof(command), "rm -rf '%s'", (const char *)*state);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1; /* NOLINT(cert-env33-c) */
}

static void make_file(const char *path, const void *content, size_t bytes, mode_t mode)
{
    const int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);

    assert_true(file >= 0);
    assert_int_equal(write(file, content, bytes), bytes);
    assert_int_equal(fchmod(file, mode), 0);
    close(file);
}

static void make_text(const char *path, const char *text, mode_t mode)
{
    make_file(path, text, strlen(text), mode);
}

/* An ELF file that asks for `loader`, none when it is NULL. */
static void make_elf(const char *path, const char *loader, int machine)
{
    struct {
        Elf64_Ehdr header;
        Elf64_Phdr segment;
        char loader[64];
    } elf = {.header = {.e_machine = (Elf64_Half)machine, .e_phnum = 1}};

    memcpy(elf.header.e_ident, ELFMAG, SELFMAG);
    elf.header.e_ident[EI_CLASS] = ELFCLASS64;
    elf.header.e_phoff = sizeof(elf.header);
    elf.header.e_phentsize = sizeof(elf.segment);
    elf.segment.p_type = loader ? PT_INTERP : PT_LOAD;
    elf.segment.p_offset = sizeof(elf.header) + sizeof(elf.segment);
    elf.segment.p_filesz = sizeof(elf.loader);
    snprintf(elf.loader, sizeof(elf.loader), "%s", loader ? loader : "");
    make_file(path, &elf, sizeof(elf), 0755);
}

static int our_machine(void)
{
    Elf64_Ehdr header;
    const int file = open("/proc/self/exe", O_RDONLY);

    assert_int_equal(read(file, &header, sizeof(header)), sizeof(header));
    close(file);
    return header.e_machine;
}

static void finds_as_execvp_does(void **state)
{
    char path[PATH_MAX];

    (void)state;
    mkdir("first", 0755);
    mkdir("second", 0755);
    mkdir("first/tool", 0755);
    make_text("second/tool", "", 0755);
    setenv("PATH", "missing:first:second", 1);
    assert_int_equal(rp_program_find("tool", path, NULL), RP_OK);
    assert_string_equal(path, "second/tool");
    make_text("here", "", 0755);
    assert_int_equal(rp_program_find("here", path, NULL), RP_E_NOT_FOUND);
    setenv("PATH", "missing:", 1);
    assert_int_equal(rp_program_find("here", path, NULL), RP_OK);
    assert_string_equal(path, "./here");
}

static void tells_not_found_from_not_executable(void **state)
{
    char path[PATH_MAX];
    struct rp_error error;

    (void)state;
    mkdir("folder", 0755);
    make_text("plain", "", 0644);
    setenv("PATH", ".", 1);
    assert_int_equal(rp_program_find("nosuch", path, &error), RP_E_NOT_FOUND);
    assert_int_equal(rp_program_find("./nosuch", path, &error), RP_E_NOT_FOUND);
    assert_int_equal(rp_program_find("", path, &error), RP_E_NOT_FOUND);
    assert_int_equal(rp_program_find("./folder", path, &error), RP_E_PERMISSION);
    assert_int_equal(rp_program_find("plain", path, &error), RP_E_PERMISSION);
    assert_non_null(strstr(error.text, "plain"));
}

static void programs_with_a_loader_can_be_sampled(void **state)
{
    (void)state;
    make_elf("app", "/lib64/ld-linux-x86-64.so.2", our_machine());
    assert_int_equal(rp_program_examine("app", NULL), RP_OK);
    make_elf("ld-linux-x86-64.so.2", NULL, our_machine());
    assert_int_equal(rp_program_examine("ld-linux-x86-64.so.2", NULL), RP_OK);
}

static void assert_refused(const char *path, const char *because)
{
    struct rp_error error;

    assert_int_equal(rp_program_examine(path, &error), RP_E_UNSUPPORTED);
    assert_non_null(strstr(error.text, because));
}

static void says_why_a_program_cannot_be_sampled(void **state)
{
    (void)state;
    make_elf("static", NULL, our_machine());
    assert_refused("static", "statically");
    make_elf("foreign", "/lib/ld-linux.so.3", EM_ARM);
    assert_refused("foreign", "architecture");
    make_elf("musl", "/lib/ld-musl-x86_64.so.1", our_machine());
    assert_refused("musl", "musl");
    make_text("script", "#! ./static -x\n", 0755);
    assert_refused("script", "./static");
}

static void scripts_are_as_good_as_their_interpreter(void **state)
{
    (void)state;
    make_elf("sh", "/lib64/ld-linux-x86-64.so.2", our_machine());
    make_text("one", "#!./sh\n", 0755);
    make_text("two", "#! ./one -e\n", 0755);
    make_text("loop", "#!./loop\n", 0755);
    assert_int_equal(rp_program_examine("two", NULL), RP_OK);
    assert_int_equal(rp_program_examine("loop", NULL), RP_OK);
}

static void programs_that_gain_privileges_are_refused(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip(); /* giving a file to another user takes root */
    make_elf("suid", "/lib64/ld-linux-x86-64.so.2", our_machine());
    assert_int_equal(chown("suid", 65534, (gid_t)-1), 0);
    assert_int_equal(chmod("suid", 04755), 0);
    assert_refused("suid", "set-user-id");
}

static void damaged_programs_are_survived(void **state)
{
    static const char magic[] = ELFMAG;
    struct {
        Elf64_Ehdr header;
    } elf = {.header = {.e_phnum = 0xffff, .e_phoff = UINT64_MAX, .e_phentsize = 1}};

    (void)state;
    make_file("short", magic, SELFMAG, 0755);
    rp_program_examine("short", NULL);
    memcpy(elf.header.e_ident, ELFMAG, SELFMAG);
    elf.header.e_ident[EI_CLASS] = ELFCLASS64;
    elf.header.e_machine = (Elf64_Half)our_machine();
    make_file("wild", &elf, sizeof(elf), 0755);
    assert_refused("wild", "damaged");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(finds_as_execvp_does),
        IN_FOLDER(tells_not_found_from_not_executable),
        IN_FOLDER(programs_with_a_loader_can_be_sampled),
        IN_FOLDER(says_why_a_program_cannot_be_sampled),
        IN_FOLDER(scripts_are_as_good_as_their_interpreter),
        IN_FOLDER(programs_that_gain_privileges_are_refused),
        IN_FOLDER(damaged_programs_are_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
