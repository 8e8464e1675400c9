/* test_session.c: processes that attach are followed to their end.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/session.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "collector/reader/attach.h"
#include "collector/reader/process_end.h"
#include "common/clock.h"
#include "fake_rank_writer.h"
#include "fake_segment.h"

#define PATIENCE_NS (20 * RP_NS_PER_SECOND) /* no test waits so long but one that fails */

struct fixture {
    struct fake_segment segment;
    char socket_name[RP_SOCKET_NAME_BYTES];
    int listener, application;
    int go[2]; /* the child ends when this pipe ends */
    struct rp_unify *unify;
    struct rp_session *session;
};

static int connect_to(const struct fixture *fixture)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t length = strlen(fixture->socket_name);
    const int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    memcpy(address.sun_path + 1, fixture->socket_name, length);
    if (connect(made, (struct sockaddr *)&address,
                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) != 0)
        return -1;
    return made;
}

static bool attach(struct fixture *fixture, uint32_t version)
{
    struct rp_attach_message message = {RP_ATTACH_MAGIC, version, getpid(),
                                        fixture->segment.header->segment_bytes};
    struct iovec part = {&message, sizeof(message)};
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control = {{0}};
    struct msghdr header = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.bytes,
                            .msg_controllen = sizeof(control.bytes)};
    struct cmsghdr *const rights = CMSG_FIRSTHDR(&header);
    const int connection = connect_to(fixture);
    bool sent;

    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &fixture->segment.file, sizeof(int));
    sent = sendmsg(connection, &header, 0) == (ssize_t)sizeof(message);
    close(connection);
    return sent;
}

static void wait_for_go(const struct fixture *fixture)
{
    char byte;

    close(fixture->go[1]);
    while (read(fixture->go[0], &byte, 1) > 0)
        ;
}

/* Runs `life` in a child, which stands for the application. */
static pid_t start(struct fixture *fixture, void (*life)(struct fixture *fixture))
{
    pid_t child;

    assert_int_equal(pipe(fixture->go), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        life(fixture);
        _exit(99);
    }
    fixture->application = rp_pidfd_open(child);
    assert_int_equal(rp_session_new(&fixture->session,
                                    &(struct rp_session_start){.listener = fixture->listener,
                                                               .application = fixture->application,
                                                               .wake = -1,
                                                               .start_ns = rp_clock_monotonic(),
                                                               .samples_cpu = true,
                                                               .unify = fixture->unify}),
                     RP_OK);
    return child;
}

static struct rp_rank_slice follow_to_the_end(struct fixture *fixture)
{
    struct rp_rank_slice slice;

    close(fixture->go[1]);
    while (rp_session_running(fixture->session))
        rp_session_wait(fixture->session, rp_clock_monotonic() + PATIENCE_NS);
    assert_int_equal(rp_session_drain(fixture->session, &slice), RP_OK);
    return slice;
}

static int set_up(void **state)
{
    static struct fixture fixture;

    memset(&fixture, 0, sizeof(fixture));
    fake_segment_open(&fixture.segment);
    assert_int_equal(rp_unify_new(&fixture.unify, fake_rank_writer_new()), RP_OK);
    assert_int_equal(rp_attach_listen(&fixture.listener, fixture.socket_name, NULL), RP_OK);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *const fixture = *state;

    rp_session_free(fixture->session);
    rp_unify_free(fixture->unify);
    fake_segment_close(&fixture->segment);
    close(fixture->listener);
    close(fixture->application);
    close(fixture->go[0]);
    return 0;
}

/* ---- lives of the application ---- */

static void sample_once(struct fixture *fixture)
{
    fake_segment_start_thread(&fixture->segment, 0, getpid());
    fake_segment_sample(&fixture->segment, 0, 0, 0x100, 5);
}

static void attaches_and_exits(struct fixture *fixture)
{
    attach(fixture, RP_SEGMENT_VERSION);
    sample_once(fixture);
    wait_for_go(fixture);
    _exit(3);
}

static void says_what_it_used(struct fixture *fixture)
{
    attach(fixture, RP_SEGMENT_VERSION);
    fixture->segment.header->end_usage[RP_PROC_switches] = 123456789;
    fixture->segment.header->state = RP_PROCESS_DETACHED;
    wait_for_go(fixture);
    _exit(0);
}

static void attaches_and_is_killed(struct fixture *fixture)
{
    attach(fixture, RP_SEGMENT_VERSION);
    sample_once(fixture);
    raise(SIGKILL);
}

static void attaches_twice(struct fixture *fixture)
{
    attach(fixture, RP_SEGMENT_VERSION);
    attach(fixture, RP_SEGMENT_VERSION);
    wait_for_go(fixture);
    _exit(0);
}

static void speaks_another_version(struct fixture *fixture)
{
    attach(fixture, RP_SEGMENT_VERSION + 1);
    _exit(0);
}

static void says_nothing(struct fixture *fixture)
{
    close(connect_to(fixture));
    wait_for_go(fixture);
    _exit(0);
}

static void leaves_a_child_behind(struct fixture *fixture)
{
    if (fork() == 0) {
        attach(fixture, RP_SEGMENT_VERSION);
        sample_once(fixture);
        wait_for_go(fixture);
        _exit(0);
    }
    _exit(0);
}

/* ---- claims ---- */

static void an_exit_status_is_told(void **state)
{
    struct fixture *const fixture = *state;
    struct rp_rank_slice slice;

    start(fixture, attaches_and_exits);
    slice = follow_to_the_end(fixture);
    assert_int_equal(slice.samples, 1);
    assert_int_equal(slice.processes, 0);
    assert_int_equal(fake_rank_rows.end_count, 1);
    assert_int_equal(fake_rank_rows.ends[0].how, RP_END_EXIT);
    assert_int_equal(fake_rank_rows.ends[0].status, 3);
    assert_true(fake_rank_rows.ends[0].kernel_cpu_ns > 0);
    assert_int_equal(slice.kernel_cpu_ns, fake_rank_rows.ends[0].kernel_cpu_ns);
}

static void what_the_kernel_accounts_is_told(void **state)
{
    struct fixture *const fixture = *state;

    start(fixture, attaches_and_exits);
    assert_true(follow_to_the_end(fixture).minor_faults > 0);
}

static void the_last_words_of_a_process_count(void **state)
{
    struct fixture *const fixture = *state;

    start(fixture, says_what_it_used);
    assert_int_equal(follow_to_the_end(fixture).switches, 123456789);
}

static void a_killed_process_loses_no_sample(void **state)
{
    struct fixture *const fixture = *state;
    struct rp_rank_slice slice;

    start(fixture, attaches_and_is_killed);
    slice = follow_to_the_end(fixture);
    assert_int_equal(slice.samples, 1);
    assert_int_equal(fake_rank_rows.ends[0].how, RP_END_SIGNAL);
    assert_int_equal(fake_rank_rows.ends[0].status, SIGKILL);
}

static void a_second_attachment_ends_the_first_image_by_exec(void **state)
{
    struct fixture *const fixture = *state;

    start(fixture, attaches_twice);
    follow_to_the_end(fixture);
    assert_int_equal(fake_rank_rows.process_count, 2);
    assert_int_equal(fake_rank_rows.end_count, 2);
    assert_int_equal(fake_rank_rows.ends[0].how, RP_END_EXEC);
    assert_int_equal(fake_rank_rows.ends[0].process, 0);
    assert_int_equal(fake_rank_rows.ends[1].how, RP_END_EXIT);
    assert_int_equal(fake_rank_rows.ends[1].process, 1);
}

static void an_agent_of_another_version_is_refused_and_counted(void **state)
{
    struct fixture *const fixture = *state;

    start(fixture, speaks_another_version);
    assert_int_equal(follow_to_the_end(fixture).refused_processes, 1);
    assert_int_equal(fake_rank_rows.process_count, 0);
}

static void a_connection_without_a_message_is_a_knock_that_ends_the_wait(void **state)
{
    struct fixture *const fixture = *state;

    start(fixture, says_nothing);
    rp_session_wait(fixture->session, rp_clock_monotonic() + PATIENCE_NS);
    assert_false(rp_session_application_ended(fixture->session));
    assert_int_equal(follow_to_the_end(fixture).refused_processes, 0);
}

static void children_are_followed_after_the_application_has_ended(void **state)
{
    struct fixture *const fixture = *state;
    struct rp_rank_slice slice;

    start(fixture, leaves_a_child_behind);
    while (!rp_session_application_ended(fixture->session) ||
           rp_session_attached(fixture->session) == 0)
        rp_session_wait(fixture->session, rp_clock_monotonic() + RP_NS_PER_SECOND / 100);
    assert_true(rp_session_running(fixture->session));
    slice = follow_to_the_end(fixture);
    assert_int_equal(slice.samples, 1);
    assert_int_equal(fake_rank_rows.end_count, 1);
}

#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SESSION(an_exit_status_is_told),
        WITH_SESSION(what_the_kernel_accounts_is_told),
        WITH_SESSION(the_last_words_of_a_process_count),
        WITH_SESSION(a_killed_process_loses_no_sample),
        WITH_SESSION(a_second_attachment_ends_the_first_image_by_exec),
        WITH_SESSION(an_agent_of_another_version_is_refused_and_counted),
        WITH_SESSION(a_connection_without_a_message_is_a_knock_that_ends_the_wait),
        WITH_SESSION(children_are_followed_after_the_application_has_ended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
