"""man_pages.py RANKPROF DOCS: each command has a manual page, with the options of its --help and no other.

The commands in the pages for tasks have options that exist."""
import glob
import os
import re
import subprocess
import sys

rankprof, docs = sys.argv[1:]
pages = os.path.join(docs, "man")
SAID_IN_THE_OVERVIEW = {"version", "help"}


def output(*words):
    return subprocess.run([rankprof, *words], check=True, capture_output=True, text=True).stdout


def page(name):
    with open(os.path.join(pages, name + ".1"), encoding="utf-8") as file:
        return file.read()


def options_of_help(command):
    options = set()
    for letter, name in re.findall(r"^ +(?:-(\w), )?--([\w-]+)", output(command, "--help"), re.M):
        options |= {"--" + name} | ({"-" + letter} if letter else set())
    return options


def options_of_page(text):
    """What the items of lists of options begin with: `.It Fl o , Fl -output Ar file`."""
    items = re.findall(r"^\.It (Fl .*)$", text, re.M)
    return {"-" + flag for item in items for flag in re.findall(r"\bFl (\S+)", item)}


def problems():
    commands = re.findall(r"^  ([a-z-]+)  ", output("help").split("Commands:")[1], re.M)
    overview = page("rankprof")
    for command in commands:
        if command in SAID_IN_THE_OVERVIEW:
            if f".It Cm {command}" not in overview:
                yield f"rankprof.1 does not tell of {command}"
            continue
        for section in (".It Xr", ".Xr"):
            if not re.search(rf"^{re.escape(section)} rankprof-{command} 1", overview, re.M):
                yield f"rankprof.1 has no '{section} rankprof-{command} 1'"
        helped, told = options_of_help(command), options_of_page(page("rankprof-" + command))
        assert "--help" in helped
        for option in sorted(helped ^ told):
            where = "page" if option in helped else "help"
            yield f"rankprof {command}: {option} is not in its {where}"
    for name in os.listdir(pages):
        if name != "rankprof.1" and name[len("rankprof-"):-2] not in commands:
            yield f"{name} is the page of no command"


def wrong_commands():
    """Lines of code blocks: what stands between the command and the program it runs."""
    for path in (*glob.glob(os.path.join(docs, "tasks", "*.md")), os.path.join(docs, "getting-started.md")):
        with open(path, encoding="utf-8") as file:
            blocks = re.findall(r"^```\w*$(.*?)^```$", file.read(), re.M | re.S)
        for command, rest in re.findall(r"\brankprof ([a-z-]+)(.*)$", "".join(blocks), re.M):
            used = set(re.findall(r"(?<= )--?[a-zA-Z][\w-]*", rest.split(" -- ")[0].split(" | ")[0]))
            for option in used - options_of_help(command):
                yield f"{path}: rankprof {command} has no {option}"


found = list(problems()) + list(wrong_commands())
print("\n".join(found) or "all pages are as their commands")
sys.exit(bool(found))
