"""python_daemons.py: ends while other threads work outside of Python's lock; the interpreter frees what they stand in."""
import sys
import threading
import zlib

BYTES = bytes(1 << 20)


def work(started):
    def deeper(depth):
        if depth > 0:
            deeper(depth - 1)
        started.set()
        while True:
            zlib.crc32(BYTES)  # not OpenSSL, which ends a program whose threads go on in it
    deeper(40)


for number in range(4):
    started = threading.Event()
    threading.Thread(target=work, args=(started,), daemon=True).start()
    started.wait()
print("ends")
sys.exit(7)
