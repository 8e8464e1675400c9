"""mpi4py_app.py: an MPI program in Python, with its work in the interpreter."""
from mpi4py import MPI


def spin(turns):
    total = 0
    for number in range(turns):
        total = (total * 31 + number) & 0xFFFFFFFF
    return total


def add_up(number):
    comm.Barrier()
    return comm.allreduce(number)


comm = MPI.COMM_WORLD
total = add_up(spin(3_000_000))
if comm.rank == 0:
    print(total)
