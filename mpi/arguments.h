/* arguments.h: the lists of arguments that MPI functions have.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Each list is a macro over A(type, name), so that declarations and calls come from one place:
 * RP_LIST(RP_SEND_ARGUMENTS(RP_DECLARE)) declares them and RP_LIST(...(RP_PASS)) passes them on.
 */
#ifndef RANKPROF_MPI_ARGUMENTS_H
#define RANKPROF_MPI_ARGUMENTS_H

#define RP_DECLARE(type, name)     , type name
#define RP_PASS(type, name)        , name
#define RP_LIST(...)               RP_WITHOUT_FIRST(__VA_ARGS__)
#define RP_WITHOUT_FIRST(dot, ...) __VA_ARGS__

#define REQUEST(A)  A(MPI_Request *, request)
#define STATUS(A)   A(MPI_Status *, status)
#define FLAG(A)     A(int *, flag)
#define COMM(A)     A(MPI_Comm, comm)
#define NEW_COMM(A) A(MPI_Comm *, made)

/* ---- point-to-point ---- */

#define DATA(A)                                                                                    \
    A(const void *, buffer)                                                                        \
    A(int, count)                                                                                  \
    A(MPI_Datatype, datatype)
#define ROOM(A)                                                                                    \
    A(void *, buffer)                                                                              \
    A(int, count)                                                                                  \
    A(MPI_Datatype, datatype)
#define TO(A)   A(int, target) A(int, tag) COMM(A)
#define FROM(A) A(int, source) A(int, tag) COMM(A)

#define SEND(A)           DATA(A) TO(A)
#define SEND_REQUEST(A)   SEND(A) REQUEST(A)
#define RECV(A)           ROOM(A) FROM(A) STATUS(A)
#define RECV_REQUEST(A)   ROOM(A) FROM(A) REQUEST(A)
#define MATCHED(A)        ROOM(A) A(MPI_Message *, message) STATUS(A)
#define MATCHED_LATER(A)  ROOM(A) A(MPI_Message *, message) REQUEST(A)
#define PROBE(A)          FROM(A) STATUS(A)
#define PROBE_IF(A)       FROM(A) FLAG(A) STATUS(A)
#define PROBE_MATCH(A)    FROM(A) A(MPI_Message *, message) STATUS(A)
#define PROBE_MATCH_IF(A) FROM(A) FLAG(A) A(MPI_Message *, message) STATUS(A)
#define SENDRECV(A)                                                                                \
    A(const void *, give)                                                                          \
    A(int, give_count)                                                                             \
    A(MPI_Datatype, give_type)                                                                     \
    A(int, target)                                                                                 \
    A(int, give_tag)                                                                               \
    ROOM(A) FROM(A) STATUS(A)
#define SENDRECV_REPLACE(A)                                                                        \
    ROOM(A)                                                                                        \
    A(int, target)                                                                                 \
    A(int, give_tag)                                                                               \
    FROM(A) STATUS(A)

/* ---- completion ---- */

#define REQUESTS(A) A(int, count) A(MPI_Request *, requests)
#define WAIT(A)     REQUEST(A) STATUS(A)
#define TEST(A)     REQUEST(A) FLAG(A) STATUS(A)
#define WAIT_ANY(A) REQUESTS(A) A(int *, index) STATUS(A)
#define TEST_ANY(A) REQUESTS(A) A(int *, index) FLAG(A) STATUS(A)
#define WAIT_ALL(A) REQUESTS(A) A(MPI_Status *, statuses)
#define TEST_ALL(A) REQUESTS(A) FLAG(A) A(MPI_Status *, statuses)
#define SOME(A)     REQUESTS(A) A(int *, done) A(int *, indices) A(MPI_Status *, statuses)
#define LOOK(A)     A(MPI_Request, request) FLAG(A) STATUS(A)

/* ---- collective: what a process gives, and what it takes ---- */

#define GIVE(A)                                                                                    \
    A(const void *, give)                                                                          \
    A(int, give_count)                                                                             \
    A(MPI_Datatype, give_type)
#define TAKE(A)                                                                                    \
    A(void *, take)                                                                                \
    A(int, take_count)                                                                             \
    A(MPI_Datatype, take_type)
#define GIVE_PARTS(A)                                                                              \
    A(const void *, give)                                                                          \
    A(const int *, give_counts)                                                                    \
    A(const int *, give_places)                                                                    \
    A(MPI_Datatype, give_type)
#define TAKE_PARTS(A)                                                                              \
    A(void *, take)                                                                                \
    A(const int *, take_counts)                                                                    \
    A(const int *, take_places)                                                                    \
    A(MPI_Datatype, take_type)
#define PARTS_OF_TYPES(A, place)                                                                   \
    A(const void *, give)                                                                          \
    A(const int *, give_counts)                                                                    \
    A(const place *, give_places)                                                                  \
    A(const MPI_Datatype *, give_types)                                                            \
    A(void *, take)                                                                                \
    A(const int *, take_counts)                                                                    \
    A(const place *, take_places)                                                                  \
    A(const MPI_Datatype *, take_types)
#define ROOT(A)         A(int, root) COMM(A)
#define BCAST(A)        ROOM(A) ROOT(A)
#define GATHER(A)       GIVE(A) TAKE(A) ROOT(A)
#define GATHERV(A)      GIVE(A) TAKE_PARTS(A) ROOT(A)
#define SCATTERV(A)     GIVE_PARTS(A) TAKE(A) ROOT(A)
#define ALLGATHER(A)    GIVE(A) TAKE(A) COMM(A)
#define ALLGATHERV(A)   GIVE(A) TAKE_PARTS(A) COMM(A)
#define ALLTOALLV(A)    GIVE_PARTS(A) TAKE_PARTS(A) COMM(A)
#define ALLTOALLW(A)    PARTS_OF_TYPES(A, int) COMM(A)
#define NEIGHBOURW(A)   PARTS_OF_TYPES(A, MPI_Aint) COMM(A)
#define COMBINE_DATA(A) A(const void *, give) A(void *, take) A(int, count)
#define COMBINE_HOW(A)  A(MPI_Datatype, datatype) A(MPI_Op, op)
#define COMBINE(A)      COMBINE_DATA(A) COMBINE_HOW(A)
#define REDUCE(A)       COMBINE(A) ROOT(A)
#define ALLREDUCE(A)    COMBINE(A) COMM(A)
#define REDUCE_PARTS(A)                                                                            \
    A(const void *, give)                                                                          \
    A(void *, take)                                                                                \
    A(const int *, counts)                                                                         \
    COMBINE_HOW(A) COMM(A)

#define BARRIER_REQUEST(A)      COMM(A) REQUEST(A)
#define BCAST_REQUEST(A)        BCAST(A) REQUEST(A)
#define GATHER_REQUEST(A)       GATHER(A) REQUEST(A)
#define GATHERV_REQUEST(A)      GATHERV(A) REQUEST(A)
#define SCATTERV_REQUEST(A)     SCATTERV(A) REQUEST(A)
#define ALLGATHER_REQUEST(A)    ALLGATHER(A) REQUEST(A)
#define ALLGATHERV_REQUEST(A)   ALLGATHERV(A) REQUEST(A)
#define ALLTOALLV_REQUEST(A)    ALLTOALLV(A) REQUEST(A)
#define ALLTOALLW_REQUEST(A)    ALLTOALLW(A) REQUEST(A)
#define NEIGHBOURW_REQUEST(A)   NEIGHBOURW(A) REQUEST(A)
#define REDUCE_REQUEST(A)       REDUCE(A) REQUEST(A)
#define ALLREDUCE_REQUEST(A)    ALLREDUCE(A) REQUEST(A)
#define REDUCE_PARTS_REQUEST(A) REDUCE_PARTS(A) REQUEST(A)

/* ---- one-sided ---- */

#define WIN(A) A(MPI_Win, win)
#define PLACE(A)                                                                                   \
    A(int, target)                                                                                 \
    A(MPI_Aint, place)                                                                             \
    A(int, place_count)                                                                            \
    A(MPI_Datatype, place_type)
#define PUT(A)                    DATA(A) PLACE(A) WIN(A)
#define GET(A)                    ROOM(A) PLACE(A) WIN(A)
#define ACCUMULATE(A)             DATA(A) PLACE(A) A(MPI_Op, op) WIN(A)
#define GET_ACCUMULATE(A)         GIVE(A) TAKE(A) PLACE(A) A(MPI_Op, op) WIN(A)
#define PUT_REQUEST(A)            PUT(A) REQUEST(A)
#define GET_REQUEST(A)            GET(A) REQUEST(A)
#define ACCUMULATE_REQUEST(A)     ACCUMULATE(A) REQUEST(A)
#define GET_ACCUMULATE_REQUEST(A) GET_ACCUMULATE(A) REQUEST(A)
#define FETCH(A)                                                                                   \
    A(const void *, give)                                                                          \
    A(void *, take)                                                                                \
    A(MPI_Datatype, datatype)                                                                      \
    A(int, target)                                                                                 \
    A(MPI_Aint, place)                                                                             \
    A(MPI_Op, op)                                                                                  \
    WIN(A)
#define COMPARE(A)                                                                                 \
    A(const void *, give)                                                                          \
    A(const void *, expected)                                                                      \
    A(void *, take)                                                                                \
    A(MPI_Datatype, datatype)                                                                      \
    A(int, target)                                                                                 \
    A(MPI_Aint, place)                                                                             \
    WIN(A)
#define WIN_RANK(A)     A(int, rank) WIN(A)
#define WIN_ASSERT(A)   A(int, assertion) WIN(A)
#define WIN_LOCK(A)     A(int, type) A(int, rank) A(int, assertion) WIN(A)
#define WIN_GROUP(A)    A(MPI_Group, group) A(int, assertion) WIN(A)
#define WIN_TEST(A)     WIN(A) FLAG(A)
#define NEW_WIN(A)      A(MPI_Win *, win)
#define WIN_SIZE(A)     A(MPI_Aint, size) A(int, unit) A(MPI_Info, info) COMM(A)
#define WIN_CREATE(A)   A(void *, base) WIN_SIZE(A) NEW_WIN(A)
#define WIN_ALLOCATE(A) WIN_SIZE(A) A(void *, base) NEW_WIN(A)
#define WIN_DYNAMIC(A)  A(MPI_Info, info) COMM(A) NEW_WIN(A)
#define WIN_ATTACH(A)   WIN(A) A(void *, base) A(MPI_Aint, size)
#define WIN_DETACH(A)   WIN(A) A(const void *, base)

/* ---- input and output ---- */

#define FILE_(A)  A(MPI_File, file)
#define OFFSET(A) FILE_(A) A(MPI_Offset, offset)
#define FILE_OPEN(A)                                                                               \
    COMM(A)                                                                                        \
    A(const char *, name)                                                                          \
    A(int, mode)                                                                                   \
    A(MPI_Info, info)                                                                              \
    A(MPI_File *, file)
#define FILE_CLOSE(A)  A(MPI_File *, file)
#define FILE_DELETE(A) A(const char *, name) A(MPI_Info, info)
#define FILE_SIZE(A)   FILE_(A) A(MPI_Offset, size)
#define FILE_VIEW(A)                                                                               \
    OFFSET(A)                                                                                      \
    A(MPI_Datatype, element)                                                                       \
    A(MPI_Datatype, pattern)                                                                       \
    A(const char *, representation)                                                                \
    A(MPI_Info, info)
#define FILE_INFO(A)        FILE_(A) A(MPI_Info, info)
#define FILE_FLAG(A)        FILE_(A) A(int, atomic)
#define FILE_SEEK(A)        OFFSET(A) A(int, whence)
#define READ(A)             FILE_(A) ROOM(A) STATUS(A)
#define READ_AT(A)          OFFSET(A) ROOM(A) STATUS(A)
#define READ_REQUEST(A)     FILE_(A) ROOM(A) REQUEST(A)
#define READ_AT_REQUEST(A)  OFFSET(A) ROOM(A) REQUEST(A)
#define READ_BEGIN(A)       FILE_(A) ROOM(A)
#define READ_AT_BEGIN(A)    OFFSET(A) ROOM(A)
#define READ_END(A)         FILE_(A) A(void *, buffer) STATUS(A)
#define WRITE(A)            FILE_(A) DATA(A) STATUS(A)
#define WRITE_AT(A)         OFFSET(A) DATA(A) STATUS(A)
#define WRITE_REQUEST(A)    FILE_(A) DATA(A) REQUEST(A)
#define WRITE_AT_REQUEST(A) OFFSET(A) DATA(A) REQUEST(A)
#define WRITE_BEGIN(A)      FILE_(A) DATA(A)
#define WRITE_AT_BEGIN(A)   OFFSET(A) DATA(A)
#define WRITE_END(A)        FILE_(A) A(const void *, buffer) STATUS(A)

/* ---- communicators and processes ---- */

#define COMM_PLACE(A)   A(MPI_Comm *, comm)
#define DUP(A)          COMM(A) NEW_COMM(A)
#define DUP_REQUEST(A)  DUP(A) REQUEST(A)
#define DUP_INFO(A)     COMM(A) A(MPI_Info, info) NEW_COMM(A)
#define CREATE(A)       COMM(A) A(MPI_Group, group) NEW_COMM(A)
#define CREATE_GROUP(A) COMM(A) A(MPI_Group, group) A(int, tag) NEW_COMM(A)
#define SPLIT(A)        COMM(A) A(int, color) A(int, key) NEW_COMM(A)
#define SPLIT_TYPE(A)   COMM(A) A(int, type) A(int, key) A(MPI_Info, info) NEW_COMM(A)
#define INTERCOMM(A)                                                                               \
    COMM(A)                                                                                        \
    A(int, leader)                                                                                 \
    A(MPI_Comm, bridge)                                                                            \
    A(int, remote_leader)                                                                          \
    A(int, tag)                                                                                    \
    NEW_COMM(A)
#define MERGE(A) COMM(A) A(int, high) NEW_COMM(A)
#define CART(A)                                                                                    \
    COMM(A)                                                                                        \
    A(int, dimensions)                                                                             \
    A(const int *, sizes)                                                                          \
    A(const int *, periods)                                                                        \
    A(int, reorder)                                                                                \
    NEW_COMM(A)
#define CART_SUB(A) COMM(A) A(const int *, remain) NEW_COMM(A)
#define GRAPH(A)                                                                                   \
    COMM(A)                                                                                        \
    A(int, nodes)                                                                                  \
    A(const int *, index)                                                                          \
    A(const int *, edges)                                                                          \
    A(int, reorder)                                                                                \
    NEW_COMM(A)
#define DIST_GRAPH(A)                                                                              \
    COMM(A)                                                                                        \
    A(int, count)                                                                                  \
    A(const int *, sources)                                                                        \
    A(const int *, degrees)                                                                        \
    A(const int *, targets)                                                                        \
    A(const int *, weights)                                                                        \
    A(MPI_Info, info)                                                                              \
    A(int, reorder)                                                                                \
    NEW_COMM(A)
#define DIST_GRAPH_ADJACENT(A)                                                                     \
    COMM(A)                                                                                        \
    A(int, in_degree)                                                                              \
    A(const int *, sources)                                                                        \
    A(const int *, source_weights)                                                                 \
    A(int, out_degree)                                                                             \
    A(const int *, targets)                                                                        \
    A(const int *, target_weights)                                                                 \
    A(MPI_Info, info)                                                                              \
    A(int, reorder)                                                                                \
    NEW_COMM(A)
#define PORT(A) A(const char *, port) A(MPI_Info, info) A(int, root) DUP(A)
#define JOIN(A) A(int, descriptor) NEW_COMM(A)
#define SPAWN(A)                                                                                   \
    A(const char *, command)                                                                       \
    A(char **, arguments)                                                                          \
    A(int, processes)                                                                              \
    A(MPI_Info, info)                                                                              \
    A(int, root)                                                                                   \
    DUP(A)                                                                                         \
    A(int *, errors)
#define SPAWN_MULTIPLE(A)                                                                          \
    A(int, count)                                                                                  \
    A(char **, commands)                                                                           \
    A(char ***, arguments)                                                                         \
    A(const int *, processes)                                                                      \
    A(const MPI_Info *, infos)                                                                     \
    A(int, root)                                                                                   \
    DUP(A)                                                                                         \
    A(int *, errors)
#define INIT(A)        A(int *, argc) A(char ***, argv)
#define INIT_THREAD(A) INIT(A) A(int, required) A(int *, provided)
#define ABORT(A)       COMM(A) A(int, code)

/* ---- partitioned (MPI 4) ---- */

#define PARTITIONS(A, pointer)                                                                     \
    A(pointer, buffer)                                                                             \
    A(int, partitions)                                                                             \
    A(MPI_Count, count)                                                                            \
    A(MPI_Datatype, datatype)
#define PSEND(A)       PARTITIONS(A, const void *) TO(A) A(MPI_Info, info) REQUEST(A)
#define PRECV(A)       PARTITIONS(A, void *) FROM(A) A(MPI_Info, info) REQUEST(A)
#define READY(A)       A(int, partition) A(MPI_Request, request)
#define READY_RANGE(A) A(int, low) A(int, high) A(MPI_Request, request)
#define READY_LIST(A)  A(int, length) A(const int *, partitions) A(MPI_Request, request)
#define ARRIVED(A)     A(MPI_Request, request) A(int, partition) FLAG(A)

#endif
