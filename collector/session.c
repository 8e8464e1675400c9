/* session.c: accepts agents and follows their processes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "collector/session.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collector/gpu/gpus.h"
#include "collector/reader/attach.h"
#include "collector/reader/process.h"
#include "collector/watch.h"
#include "common/clock.h"

/*
 * A forked child that has not run yet has not attached either: after the last end we listen for
 * this long before we take the tree for gone.
 */
#define LINGER_NS (50 * UINT64_C(1000000))

struct rp_session {
    struct rp_session_start start;
    struct rp_process_scope scope;
    int epoll;
    bool application_ended;
    bool is_knocked;        /* somebody wants us to look up */
    bool deaf;              /* out of descriptors: no agent is accepted until the next drain */
    enum rp_status trouble; /* of what happened between two drains */
    struct rp_rank_slice ledger;
    struct rp_segment_control asked; /* of every process */
    struct rp_process **processes;
    size_t count, capacity;
    uint64_t attached;
};

enum rp_status rp_session_new(struct rp_session **out, const struct rp_session_start *start)
{
    struct rp_session *const session = calloc(1, sizeof(*session));

    if (!session)
        return RP_E_NOMEM;
    session->start = *start;
    session->scope.segments = (struct rp_segment_scope){start->unify, start->gpus, start->start_ns};
    session->scope.samples_cpu = start->samples_cpu;
    rp_oom_start(&session->scope.oom, "");
    session->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (session->epoll < 0 || !rp_watch_add(session->epoll, start->listener, RP_WATCH_LISTENER) ||
        !rp_watch_add(session->epoll, start->application, RP_WATCH_APPLICATION) ||
        (start->wake >= 0 && !rp_watch_add(session->epoll, start->wake, RP_WATCH_WAKE))) {
        rp_session_free(session);
        return RP_E_IO;
    }
    *out = session;
    return RP_OK;
}

void rp_session_free(struct rp_session *session)
{
    if (!session)
        return;
    for (size_t i = 0; i < session->count; i++)
        rp_process_free(session->processes[i]);
    free(session->processes);
    if (session->epoll >= 0)
        close(session->epoll);
    free(session);
}

static void note(struct rp_session *session, enum rp_status status)
{
    if (status != RP_OK)
        session->trouble = status;
}

static struct rp_process **find(struct rp_session *session, pid_t pid)
{
    for (size_t i = 0; i < session->count; i++)
        if (rp_process_pid(session->processes[i]) == pid)
            return &session->processes[i];
    return NULL;
}

static void forget(struct rp_session *session, struct rp_process **place)
{
    rp_process_free(*place);
    *place = session->processes[--session->count];
}

static void finish(struct rp_session *session, struct rp_process **place)
{
    note(session, rp_process_finish(*place, &session->ledger));
    forget(session, place);
}

static bool keep(struct rp_session *session, struct rp_process *process)
{
    if (session->count == session->capacity) {
        const size_t capacity = session->capacity ? session->capacity * 2 : 16;
        struct rp_process **const wider =
            realloc(session->processes, capacity * sizeof(struct rp_process *));

        if (!wider)
            return false;
        session->processes = wider;
        session->capacity = capacity;
    }
    session->processes[session->count++] = process;
    return true;
}

static void refuse(struct rp_session *session, enum rp_status status)
{
    session->ledger.refused_processes++;
    if (status == RP_E_NOMEM)
        note(session, status);
}

/* A process that attaches while it is followed already has become another program by exec. */
static void replace_image(struct rp_session *session, struct rp_process *process, pid_t pid)
{
    struct rp_process **const former = find(session, pid);

    if (!former)
        return;
    note(session, rp_process_finish_exec(*former, process, &session->ledger));
    forget(session, former);
}

static void follow(struct rp_session *session, const struct rp_attachment *attachment)
{
    struct rp_process **const former = find(session, attachment->pid);
    const bool is_exec = former && rp_process_is(*former, attachment->pidfd);
    struct rp_process *process;
    enum rp_status status;

    if (former && !is_exec) /* the number was given to a new process */
        finish(session, former);
    status = rp_process_new(&process, attachment, is_exec, &session->scope);
    if (status != RP_OK) {
        refuse(session, status);
        return;
    }
    if (is_exec)
        replace_image(session, process, attachment->pid);
    if (!keep(session, process)) {
        rp_process_free(process);
        refuse(session, RP_E_NOMEM);
        return;
    }
    session->attached++;
    if (session->asked.change != 0)
        rp_process_ask(process, &session->asked);
    if (rp_process_pidfd(process) < 0)
        finish(session, find(session, attachment->pid));
    else if (!rp_watch_add(session->epoll, rp_process_pidfd(process),
                           RP_WATCH_PROCESS | (uint32_t)attachment->pid))
        note(session, RP_E_NOMEM);
}

/* Reads the connection if its message is there; closes it unless it is still to come. */
static void receive(struct rp_session *session, int connection)
{
    struct rp_attachment attachment;
    const enum rp_status status = rp_attach_receive(connection, &attachment);

    if (status == RP_E_END)
        return;
    if (status == RP_OK)
        follow(session, &attachment);
    else if (status == RP_E_NOT_FOUND)
        session->is_knocked = true;
    else if (status != RP_E_PERMISSION)
        refuse(session, status);
    close(connection);
}

/* An agent that cannot be accepted would wake us again at once. */
static void stop_listening(struct rp_session *session)
{
    session->deaf = true;
    rp_watch_remove(session->epoll, session->start.listener);
}

static void accept_all(struct rp_session *session)
{
    for (;;) {
        const int connection =
            accept4(session->start.listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (connection < 0 && (errno == EMFILE || errno == ENFILE))
            stop_listening(session);
        if (connection < 0 && errno != EINTR && errno != ECONNABORTED)
            return;
        if (connection < 0)
            continue;
        if (rp_watch_add(session->epoll, connection, RP_WATCH_CONNECTION | (uint32_t)connection))
            receive(session, connection);
        else
            close(connection);
    }
}

static void end_of_process(struct rp_session *session, pid_t pid)
{
    struct rp_process **place;

    /* Its exec may wait in the socket: two images, two rows. */
    accept_all(session);
    place = find(session, pid);
    if (place && rp_process_has_ended(*place))
        finish(session, place);
}

/* True when the caller of rp_session_wait() should look. */
static bool take(struct rp_session *session, uint64_t event)
{
    const uint32_t number = (uint32_t)event;

    switch (event & ~(uint64_t)UINT32_MAX) {
    case RP_WATCH_LISTENER:
        accept_all(session);
        return session->is_knocked;
    case RP_WATCH_CONNECTION:
        receive(session, (int)number);
        return session->is_knocked;
    case RP_WATCH_PROCESS:
        end_of_process(session, (pid_t)number);
        return session->count == 0 && session->application_ended;
    case RP_WATCH_APPLICATION:
        session->application_ended = true;
        rp_watch_remove(session->epoll, session->start.application);
        return true;
    default:
        return true;
    }
}

static void wait_until(struct rp_session *session, uint64_t deadline_ns)
{
    uint64_t event;

    while (rp_watch_wait(session->epoll, deadline_ns, &event))
        if (take(session, event))
            return;
}

void rp_session_wait(struct rp_session *session, uint64_t deadline_ns)
{
    session->is_knocked = false;
    wait_until(session, deadline_ns);
    if (!rp_session_running(session))
        wait_until(session, rp_clock_monotonic() + LINGER_NS);
}

bool rp_session_running(const struct rp_session *session)
{
    return session->count > 0 || !session->application_ended;
}

bool rp_session_application_ended(const struct rp_session *session)
{
    return session->application_ended;
}

uint64_t rp_session_attached(const struct rp_session *session)
{
    return session->attached;
}

void rp_session_fetch(struct rp_session *session)
{
    for (size_t i = 0; i < session->count; i++)
        note(session, rp_process_fetch(session->processes[i], &session->ledger));
}

enum rp_status rp_session_note_stacks(struct rp_session *session, enum rp_stack_kind kind,
                                      uint64_t command)
{
    enum rp_status status = RP_OK;

    for (size_t i = 0; status == RP_OK && i < session->count; i++)
        status = rp_process_note_stacks(session->processes[i], kind, command);
    return status;
}

struct rp_mpi_pulse rp_session_pulse(const struct rp_session *session)
{
    struct rp_mpi_pulse pulse = {.beats = session->attached};

    for (size_t i = 0; i < session->count; i++)
        rp_process_pulse(session->processes[i], &pulse);
    return pulse;
}

void rp_session_ask(struct rp_session *session, const struct rp_segment_control *asked)
{
    session->asked = *asked;
    for (size_t i = 0; i < session->count; i++)
        rp_process_ask(session->processes[i], asked);
}

enum rp_status rp_session_drain(struct rp_session *session, struct rp_rank_slice *slice)
{
    const uint64_t now_ns = rp_clock_monotonic();
    enum rp_status trouble;

    if (session->deaf)
        session->deaf = !rp_watch_add(session->epoll, session->start.listener, RP_WATCH_LISTENER);
    for (size_t i = 0; i < session->count; i++)
        note(session, rp_process_drain(session->processes[i], &session->ledger));
    if (session->start.gpus)
        note(session, rp_gpus_write(session->start.gpus, now_ns));
    trouble = session->trouble;
    session->trouble = RP_OK;
    *slice = session->ledger;
    slice->processes = (uint32_t)session->count;
    session->ledger = (struct rp_rank_slice){0};
    return trouble;
}
