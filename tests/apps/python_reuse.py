"""python_reuse.py: many functions, each made of a text, run and thrown away, so that one stands where the last one stood.

Prints how many addresses their code objects had.
"""
import gc

SOURCE = """
def work_%03d(turns):
    total = 0
    for number in range(turns):
        total = (total * 31 + number) & 0xFFFFFFFF
    return total
work_%03d(%d)
"""

addresses = set()
for number in range(100):
    code = compile(SOURCE % (number, number, 60_000), "<made %03d>" % number, "exec")
    addresses.add(id(code))
    exec(code, {})
    del code
    gc.collect()
print(len(addresses))
