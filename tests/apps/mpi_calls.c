/* mpi_calls.c: makes every class of MPI call a known number of times, and writes what it made.
 * SPDX-License-Identifier: Apache-2.0
 *
 * mpi_calls LEDGER FILE: LEDGER.RANK is written, FILE used for MPI-IO. For any number of ranks.
 */
#include "mpi_ledger.h"

#define N     10 /* elements of a message */
#define TIMES 7

static int rank, size, next, before;
static MPI_Comm world;

/* ---- point-to-point ---- */

static void blocking(void)
{
    static double out[N], in[2 * N];
    const int bytes = sizeof(out);
    const MPI_Datatype type = MPI_DOUBLE;
    char *buffer = malloc(TIMES * (bytes + MPI_BSEND_OVERHEAD));
    MPI_Status status;

    MPI_Buffer_attach(buffer, TIMES * (bytes + MPI_BSEND_OVERHEAD));
    for (int i = 0; i < TIMES; i++) {
        CALL(MPI_Sendrecv, bytes, bytes, out, N, type, next, 0, in, 2 * N, type, before, 0, world,
             i % 2 ? &status : MPI_STATUS_IGNORE);
        CALL(MPI_Sendrecv_replace, bytes, bytes, in, N, type, next, 0, MPI_ANY_SOURCE, MPI_ANY_TAG,
             world, MPI_STATUS_IGNORE);
        CALL(MPI_Bsend, bytes, 0, out, N, type, next, 1, world);
        CALL(MPI_Recv, 0, bytes, in, 2 * N, type, MPI_ANY_SOURCE, 1, world, MPI_STATUS_IGNORE);
        CALL(MPI_Send, 0, 0, out, N, type, MPI_PROC_NULL, 1, world);
        CALL(MPI_Recv, 0, 0, in, N, type, MPI_PROC_NULL, 1, world, &status);
    }
    CALL(MPI_Barrier, 0, 0, world);
    MPI_Buffer_detach(&buffer, &(int){0});
    free(buffer);
}

/* Every other element of a row: its bytes are those of the elements, not of the span. */
static void derived(void)
{
    static int out[2 * N], in[2 * N];
    MPI_Datatype odd;
    MPI_Request request;

    MPI_Type_vector(N, 1, 2, MPI_INT, &odd);
    MPI_Type_commit(&odd);
    CALL(MPI_Irecv, 0, 0, in, 1, odd, before, 2, world, &request);
    CALL(MPI_Ssend, next == rank ? 0 : N * 4, 0, out, 1, odd, next == rank ? MPI_PROC_NULL : next,
         2, world);
    if (next == rank)
        CALL(MPI_Cancel, 0, 0, &request);
    CALL(MPI_Wait, 0, next == rank ? 0 : N * 4, &request, MPI_STATUS_IGNORE);
    MPI_Type_free(&odd);
}

static void nonblocking(void)
{
    static char out[TIMES][N], in[TIMES][2 * N];
    MPI_Request requests[2 * TIMES];
    MPI_Status statuses[2 * TIMES];
    int index = 0;
    int left = 2 * TIMES;

    for (int i = 0; i < TIMES; i++) {
        CALL(MPI_Irecv, 0, 0, in[i], 2 * N, MPI_CHAR, before, 3, world, &requests[i]);
        CALL(MPI_Isend, i, 0, out[i], i, MPI_CHAR, next, 3, world, &requests[TIMES + i]);
    }
    CALL(MPI_Waitall, 0, TIMES * (TIMES - 1) / 2, 2 * TIMES, requests, MPI_STATUSES_IGNORE);
    for (int i = 0; i < TIMES; i++) {
        CALL(MPI_Irecv, 0, 0, in[i], 2 * N, MPI_CHAR, before, 4, world, &requests[i]);
        CALL(MPI_Issend, N, 0, out[i], N, MPI_CHAR, next, 4, world, &requests[TIMES + i]);
    }
    CALL(MPI_Waitany, 0, 0, TIMES, requests + TIMES, &index, statuses);
    while (left > 1) {
        int done = 0;
        long long bytes = 0;
        int indices[2 * TIMES];

        MPI_Testsome(2 * TIMES, requests, &done, indices,
                     left % 2 ? statuses : MPI_STATUSES_IGNORE);
        for (int i = 0; i < done; i++)
            bytes += indices[i] < TIMES ? N : 0;
        ledger_note("MPI_Testsome", 0, bytes);
        left -= done;
    }
}

static void persistent(void)
{
    static short out[N], in[N];
    MPI_Request requests[2];
    int flag = 0;

    CALL(MPI_Send_init, 0, 0, out, N, MPI_SHORT, next, 5, world, &requests[0]);
    CALL(MPI_Recv_init, 0, 0, in, N, MPI_SHORT, before, 5, world, &requests[1]);
    for (int i = 0; i < TIMES; i++) {
        CALL(MPI_Startall, N * 2, 0, 2, requests);
        if (i % 2)
            CALL(MPI_Waitall, 0, N * 2, 2, requests, MPI_STATUSES_IGNORE);
        else {
            CALL(MPI_Wait, 0, N * 2, &requests[1], MPI_STATUS_IGNORE);
            CALL(MPI_Wait, 0, 0, &requests[0], MPI_STATUS_IGNORE);
        }
    }
    CALL(MPI_Test, 0, 0, &requests[1], &flag, MPI_STATUS_IGNORE); /* not active: nothing arrived */
    CALL(MPI_Request_free, 0, 0, &requests[0]);
    CALL(MPI_Request_free, 0, 0, &requests[1]);
}

static void matched(void)
{
    static float out[N], in[N];
    MPI_Message message;
    MPI_Request requests[2];

    for (int i = 0; i < 2; i++) {
        CALL(MPI_Isend, N * 4, 0, out, N, MPI_FLOAT, next, 6, world, &requests[0]);
        CALL(MPI_Mprobe, 0, 0, before, 6, world, &message, MPI_STATUS_IGNORE);
        if (i == 0)
            CALL(MPI_Mrecv, 0, N * 4, in, N, MPI_FLOAT, &message, MPI_STATUS_IGNORE);
        else {
            CALL(MPI_Imrecv, 0, 0, in, N, MPI_FLOAT, &message, &requests[1]);
            CALL(MPI_Wait, 0, N * 4, &requests[1], MPI_STATUS_IGNORE);
        }
        CALL(MPI_Wait, 0, 0, &requests[0], MPI_STATUS_IGNORE);
    }
}

/* ---- collective ---- */

static void rooted(MPI_Comm comm, int count)
{
    const int root = size - 1;
    const int is_root = rank == root;
    const long long own = count * 8, all = own * size;
    double *some = calloc(count * size, 8), *more = calloc(count * size, 8);
    int *counts = malloc(size * sizeof(int)), *places = malloc(size * sizeof(int));

    for (int i = 0; i < size; i++) {
        counts[i] = count;
        places[i] = i * count;
    }
    CALL(MPI_Bcast, is_root ? own : 0, is_root ? 0 : own, some, count, MPI_DOUBLE, root, comm);
    CALL(MPI_Gather, own, is_root ? all : 0, some, count, MPI_DOUBLE, more, is_root ? count : -1,
         is_root ? MPI_DOUBLE : MPI_DATATYPE_NULL, root, comm);
    CALL(MPI_Gatherv, own, is_root ? all : 0, is_root ? MPI_IN_PLACE : some, is_root ? 0 : count,
         is_root ? MPI_DATATYPE_NULL : MPI_DOUBLE, more, is_root ? counts : NULL,
         is_root ? places : NULL, MPI_DOUBLE, root, comm);
    CALL(MPI_Scatter, is_root ? all : 0, own, more, count, MPI_DOUBLE, some, count, MPI_DOUBLE,
         root, comm);
    CALL(MPI_Scatterv, is_root ? all : 0, own, more, counts, places, MPI_DOUBLE,
         is_root ? MPI_IN_PLACE : some, is_root ? 0 : count,
         is_root ? MPI_DATATYPE_NULL : MPI_DOUBLE, root, comm);
    CALL(MPI_Reduce, own, is_root ? own : 0, is_root ? MPI_IN_PLACE : some, is_root ? some : NULL,
         count, MPI_DOUBLE, MPI_SUM, root, comm);
    free(some);
    free(more);
    free(counts);
    free(places);
}

static void among_all(MPI_Comm comm, int count)
{
    const long long own = count * 4, all = own * size;
    int *some = calloc(count * size, 4), *more = calloc(count * size, 4);
    int *counts = malloc(size * sizeof(int)), *places = malloc(size * sizeof(int));
    int *bytes = malloc(size * sizeof(int));
    MPI_Datatype *types = malloc(size * sizeof(*types));
    MPI_Request request;

    for (int i = 0; i < size; i++) {
        counts[i] = count;
        places[i] = i * count;
        bytes[i] = i * count * 4;
        types[i] = MPI_INT;
    }
    CALL(MPI_Allgather, own, all, some, count, MPI_INT, more, count, MPI_INT, comm);
    CALL(MPI_Allgather, own, all, MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, more, count, MPI_INT, comm);
    CALL(MPI_Allgatherv, own, all, some, count, MPI_INT, more, counts, places, MPI_INT, comm);
    CALL(MPI_Alltoall, all, all, some, count, MPI_INT, more, count, MPI_INT, comm);
    CALL(MPI_Alltoallv, all, all, some, counts, places, MPI_INT, more, counts, places, MPI_INT,
         comm);
    CALL(MPI_Alltoallw, all, all, some, counts, bytes, types, more, counts, bytes, types, comm);
    CALL(MPI_Allreduce, own, own, some, more, count, MPI_INT, MPI_SUM, comm);
    CALL(MPI_Allreduce, own, own, MPI_IN_PLACE, more, count, MPI_INT, MPI_SUM, comm);
    CALL(MPI_Reduce_scatter, all, own, some, more, counts, MPI_INT, MPI_SUM, comm);
    CALL(MPI_Reduce_scatter_block, all, own, some, more, count, MPI_INT, MPI_SUM, comm);
    CALL(MPI_Scan, own, own, some, more, count, MPI_INT, MPI_SUM, comm);
    CALL(MPI_Exscan, own, rank ? own : 0, some, more, count, MPI_INT, MPI_SUM, comm);
    CALL(MPI_Iallreduce, own, own, some, more, count, MPI_INT, MPI_SUM, comm, &request);
    CALL(MPI_Wait, 0, 0, &request, MPI_STATUS_IGNORE);
    CALL(MPI_Ibarrier, 0, 0, comm, &request);
    CALL(MPI_Wait, 0, 0, &request, MPI_STATUS_IGNORE);
    free(some);
    free(more);
    free(counts);
    free(places);
    free(bytes);
    free(types);
}

/* A chain that is open at its ends: they have one neighbour, and a single rank has none. */
static void neighbours(void)
{
    const int near = (rank > 0) + (rank < size - 1);
    int out[2] = {0}, in[2] = {0}, counts[2] = {1, 1}, places[2] = {0, 1};
    MPI_Comm chain;

    CALL(MPI_Cart_create, 0, 0, world, 1, &size, &(int){0}, 0, &chain);
    CALL(MPI_Neighbor_allgather, near * 4, near * 4, out, 1, MPI_INT, in, 1, MPI_INT, chain);
    CALL(MPI_Neighbor_alltoall, near * 4, near * 4, out, 1, MPI_INT, in, 1, MPI_INT, chain);
    CALL(MPI_Neighbor_alltoallv, near * 4, near * 4, out, counts, places, MPI_INT, in, counts,
         places, MPI_INT, chain);
    CALL(MPI_Comm_free, 0, 0, &chain);
}

/* ---- communicators ---- */

/* The even ranks on one side, the odd ones on the other: data goes to the other side only. */
static void between_groups(void)
{
    MPI_Comm half, inter;
    int peers, value = 0, *values = calloc(size, sizeof(int));
    const int root = rank % 2 ? 0 : rank == 0 ? MPI_ROOT : MPI_PROC_NULL;

    CALL(MPI_Comm_split, 0, 0, world, rank % 2, rank, &half);
    if (size > 1) {
        CALL(MPI_Intercomm_create, 0, 0, half, 0, world, 1 - rank % 2, 9, &inter);
        MPI_Comm_remote_size(inter, &peers);
        CALL(MPI_Bcast, root == MPI_ROOT ? 4 : 0, root == 0 ? 4 : 0, &value, 1, MPI_INT, root,
             inter);
        CALL(MPI_Allgather, 4, 4 * peers, &value, 1, MPI_INT, values, 1, MPI_INT, inter);
        CALL(MPI_Gather, root == 0 ? 4 : 0, root == MPI_ROOT ? 4 * peers : 0, &value, 1, MPI_INT,
             values, 1, MPI_INT, root, inter);
        CALL(MPI_Comm_free, 0, 0, &inter);
    }
    CALL(MPI_Comm_free, 0, 0, &half);
    free(values);
}

/* ---- one-sided ---- */

static void one_sided(void)
{
    long *memory, give = rank, take = 0;
    MPI_Win win;
    MPI_Request request;

    CALL(MPI_Win_allocate, 0, 0, sizeof(long) * N, sizeof(long), MPI_INFO_NULL, world, &memory,
         &win);
    CALL(MPI_Win_fence, 0, 0, 0, win);
    CALL(MPI_Put, 8, 0, &give, 1, MPI_LONG, next, 0, 1, MPI_LONG, win);
    CALL(MPI_Accumulate, 8, 0, &give, 1, MPI_LONG, next, 1, 1, MPI_LONG, MPI_SUM, win);
    CALL(MPI_Put, 0, 0, &give, 1, MPI_LONG, MPI_PROC_NULL, 0, 1, MPI_LONG, win);
    CALL(MPI_Win_fence, 0, 0, 0, win);
    CALL(MPI_Win_lock, 0, 0, MPI_LOCK_SHARED, next, 0, win);
    CALL(MPI_Get, 0, 8, &take, 1, MPI_LONG, next, 0, 1, MPI_LONG, win);
    CALL(MPI_Rget, 0, 8, &take, 1, MPI_LONG, next, 0, 1, MPI_LONG, win, &request);
    CALL(MPI_Wait, 0, 0, &request, MPI_STATUS_IGNORE);
    CALL(MPI_Fetch_and_op, 8, 8, &give, &take, MPI_LONG, next, 2, MPI_SUM, win);
    CALL(MPI_Win_flush, 0, 0, next, win);
    CALL(MPI_Win_unlock, 0, 0, next, win);
    CALL(MPI_Win_free, 0, 0, &win);
}

/* ---- input and output ---- */

static void files(const char *path)
{
    static char data[4 * N];
    MPI_File file;
    MPI_Request request;
    MPI_Status status;

    CALL(MPI_File_open, 0, 0, world, path, MPI_MODE_CREATE | MPI_MODE_RDWR, MPI_INFO_NULL, &file);
    CALL(MPI_File_write_at, N, 0, file, rank * N, data, N, MPI_CHAR, MPI_STATUS_IGNORE);
    CALL(MPI_File_write_at_all, N, 0, file, rank * N, data, N, MPI_CHAR, &status);
    CALL(MPI_File_iwrite_at, 0, 0, file, rank * N, data, N, MPI_CHAR, &request);
    CALL(MPI_Wait, N, 0, &request, MPI_STATUS_IGNORE);
    CALL(MPI_File_sync, 0, 0, file);
    CALL(MPI_Barrier, 0, 0, world);
    CALL(MPI_File_read_at, 0, N, file, rank * N, data, N, MPI_CHAR, MPI_STATUS_IGNORE);
    /* More is asked for than there is behind the last rank's part. */
    CALL(MPI_File_read_at, 0, N, file, (size - 1) * N, data, 4 * N, MPI_CHAR, MPI_STATUS_IGNORE);
    CALL(MPI_File_iread_at, 0, 0, file, rank * N, data, N, MPI_CHAR, &request);
    CALL(MPI_Wait, 0, N, &request, MPI_STATUS_IGNORE);
    CALL(MPI_File_close, 0, 0, &file);
}

int main(int argc, char **argv)
{
    int provided;

    CALL(MPI_Init_thread, 0, 0, &argc, &argv, MPI_THREAD_MULTIPLE, &provided);
    world = MPI_COMM_WORLD;
    MPI_Comm_rank(world, &rank);
    MPI_Comm_size(world, &size);
    next = (rank + 1) % size;
    before = (rank + size - 1) % size;
    if (argc < 3)
        return 2;
    blocking();
    derived();
    nonblocking();
    persistent();
    matched();
    rooted(world, N);
    among_all(world, N);
    neighbours();
    between_groups();
    one_sided();
    files(argv[2]);
    CALL(MPI_Comm_dup, 0, 0, world, &world);
    rooted(world, 1);
    among_all(world, 1);
    CALL(MPI_Comm_free, 0, 0, &world);
    ledger_note("MPI_Finalize", 0, 0);
    ledger_write(argv[1], rank);
    MPI_Finalize();
    return 0;
}
