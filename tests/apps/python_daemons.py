"""python_daemons.py: ends while other threads work outside of Python's lock; the interpreter frees what they stand in."""
import hashlib
import sys
import threading


def work(started):
    def deeper(depth):
        if depth > 0:
            deeper(depth - 1)
        started.set()
        while True:
            hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 3000)
    deeper(40)


for number in range(4):
    started = threading.Event()
    threading.Thread(target=work, args=(started,), daemon=True).start()
    started.wait()
print("ends")
sys.exit(7)
