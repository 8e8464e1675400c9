"""python_paths.py: reaches one busy function on every kind of way, and writes down the ways.

usage: python_paths.py FILE
FILE gets, as JSON, each way that led to spin(): [[qualified name, file, line], ...], outermost first,
as the interpreter itself tells it, with how often it was taken.
"""
import functools
import json
import sys
import threading

ways = {}
lock = threading.Lock()


def note_way(frame):
    way = []
    while frame:
        code = frame.f_code
        name = getattr(code, "co_qualname", code.co_name)
        way.append((name, code.co_filename, frame.f_lineno))
        frame = frame.f_back
    way = tuple(reversed(way))
    with lock:
        ways[way] = ways.get(way, 0) + 1


def spin(turns=60_000):
    note_way(sys._getframe(1))
    total = 0
    for number in range(turns):
        total = (total * 31 + number) & 0xFFFFFFFF
    return total


class Shape:
    def __init__(self):
        spin()

    def method(self):
        return spin()

    @property
    def area(self):
        return spin()

    @classmethod
    def make(cls):
        spin()
        return cls

    @staticmethod
    def helper():
        return spin()

    def __len__(self):
        return spin() and 1

    def __enter__(self):
        spin()

    def __exit__(self, *what):
        spin()


def values():
    for number in range(3):
        spin()
        yield number


def delegate():
    yield from values()


async def leaf(depth):
    if depth > 0:
        return await leaf(depth - 1)
    return spin()


def drive(coroutine):
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value


def recurse(depth):
    return spin() if depth == 0 else recurse(depth - 1)


def decorate(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        return function(*arguments)
    return wrapper


@decorate
def decorated():
    return spin()


def fail():
    try:
        raise ValueError
    except ValueError:
        spin()
    finally:
        spin()


def once():
    shape = Shape()
    shape.method()
    shape.area
    Shape.make()
    Shape.helper()
    len(shape)
    with shape:
        spin()
    sum(values())
    list(delegate())
    drive(leaf(4))
    recurse(30)
    decorated()
    fail()
    [spin() for _ in range(2)]
    {spin() for _ in range(2)}
    max(range(2), key=lambda number: spin() and number)
    list(map(lambda number: spin(), range(2)))
    functools.reduce(lambda left, right: spin(), range(3))
    functools.partial(spin)()
    exec("spin()", globals())
    eval("spin()", globals())
    (lambda: (
        spin()
    ))()
    übergröße()


def übergröße():
    return spin()


def run():
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 4):
        once()


threads = [threading.Thread(target=run) for _ in range(2)]
for thread in threads:
    thread.start()
run()
for thread in threads:
    thread.join()
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump([[list(way), count] for way, count in ways.items()], file)
