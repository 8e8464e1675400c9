"""mpi4py_calls.py: makes known MPI calls from Python; LEDGER.RANK says which."""
import sys

from mpi4py import MPI

N, TIMES = 10, 7
world = MPI.COMM_WORLD
rank, size = world.Get_rank(), world.Get_size()
following, before = (rank + 1) % size, (rank - 1) % size
out, inward = bytearray(8 * N), bytearray(8 * N)
for _ in range(TIMES):
    world.Sendrecv(out, following, 0, inward, before, 0)
    request = world.Irecv(inward, before, 1)
    world.Send(out, following, 1)
    request.Wait()
    world.Allreduce([out, N, MPI.DOUBLE], [inward, N, MPI.DOUBLE])
with open(f"{sys.argv[1]}.{rank}", "w", encoding="ascii") as ledger:
    for call, sent, received in (("Sendrecv", 8 * N, 8 * N), ("Irecv", 0, 0), ("Send", 8 * N, 0),
                                 ("Wait", 0, 8 * N), ("Allreduce", 8 * N, 8 * N)):
        print(f"MPI_{call}", TIMES, TIMES * sent, TIMES * received, file=ledger)
    print("MPI_Init_thread 1 0 0\nMPI_Finalize 1 0 0", file=ledger)
