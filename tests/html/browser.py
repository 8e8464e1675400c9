# browser.py: drives a headless Chromium over its debugging pipe, with nothing but Python.
# SPDX-License-Identifier: Apache-2.0
#
#   browser.py shot PAGE PNG [WIDTH HEIGHT light|dark [HASH]]
#
# takes a picture of a window of that size, or with the height 0 of the whole page.
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find():
    """The browser's path, or None."""
    wanted = os.environ.get("RANKPROF_CHROMIUM")
    return wanted or next((path for path in map(shutil.which, NAMES) if path), None)


class Browser:
    """One browser with one page. Events are kept in `events`, in their order."""

    def __init__(self, width=1440, height=900, dark=False):
        self.folder = tempfile.TemporaryDirectory()
        self.events = []
        self.number = 0
        to_read, self.to = os.pipe()
        self.come, to_write = os.pipe()
        self.process = self.start(to_read, to_write)
        self.rest = b""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.send(domain + ".enable")
        self.resize(width, height)
        self.send("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def start(self, to_read, to_write):
        def hand_over():
            # Chromium reads from descriptor 3 and writes to 4.
            read, write = os.dup(to_read), os.dup(to_write)
            os.dup2(read, 3)
            os.dup2(write, 4)

        process = subprocess.Popen(
            [find(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe",
             "--user-data-dir=" + self.folder.name],
            preexec_fn=hand_over, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        return process

    def close(self):
        try:
            self.session = None
            self.send("Browser.close")
        except EOFError:
            pass
        self.process.wait()
        os.close(self.to)
        os.close(self.come)
        shutil.rmtree(self.folder.name, ignore_errors=True)

    # ---- messages: JSON, each ended by a NUL ----

    def receive(self):
        while b"\0" not in self.rest:
            block = os.read(self.come, 1 << 20)
            if not block:
                raise EOFError("the browser has ended")
            self.rest += block
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait_for(self, method):
        for event in self.events:
            if event.get("method") == method:
                return event
        while True:
            event = self.receive()
            self.events.append(event)
            if event.get("method") == method:
                return event

    # ---- what a test does ----

    def resize(self, width, height):
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)

    def open(self, page, fragment=""):
        """Opens a file, from a page that is no part of it, and waits until it says it is ready."""
        self.events.clear()
        self.send("Page.navigate", url="about:blank")
        self.wait_for("Page.loadEventFired")
        self.events.clear()
        self.send("Page.navigate", url=pathlib.Path(page).resolve().as_uri() + fragment)
        self.wait_for("Page.loadEventFired")
        return self.run("""new Promise((done) => {
            const root = document.documentElement;
            const look = () => root.dataset.ready && done(root.dataset.ready);
            new MutationObserver(look).observe(root, {attributes: true});
            look();
        })""")

    def run(self, script):
        """The value of an expression in the page, awaited when it is a promise."""
        answer = self.send("Runtime.evaluate", expression=script, awaitPromise=True,
                           returnByValue=True, allowUnsafeEvalBlockedByCSP=False)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description"))
        return answer["result"].get("value")

    def mouse(self, kind, x, y):
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1,
                  clickCount=1)

    def click(self, x, y):
        self.mouse("mousePressed", x, y)
        self.mouse("mouseReleased", x, y)

    def drag(self, from_at, to_at):
        self.mouse("mousePressed", *from_at)
        self.mouse("mouseMoved", *to_at)
        self.mouse("mouseReleased", *to_at)

    def press(self, key):
        text = key if len(key) == 1 else ""
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, text=text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key)

    def shot(self, path, whole=True):
        picture = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        pathlib.Path(path).write_bytes(base64.b64decode(picture["data"]))

    def requests(self):
        return [event["params"]["request"]["url"] for event in self.events
                if event.get("method") == "Network.requestWillBeSent"]

    def complaints(self):
        """Exceptions and what the console holds."""
        return [event for event in self.events
                if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded",
                                           "Runtime.consoleAPICalled")]


def take_picture(page, png, width="1440", height="0", theme="light", fragment=""):
    browser = Browser(int(width), int(height) or 900, theme == "dark")
    try:
        browser.open(page, fragment)
        browser.shot(png, whole=height == "0")
    finally:
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] != "shot":
        sys.exit("usage: browser.py shot PAGE PNG [WIDTH HEIGHT light|dark [HASH]]")
    take_picture(*sys.argv[2:])
