# in_browser.py: the page in a headless Chromium: asks for nothing, shows the straggler, selects.
# SPDX-License-Identifier: Apache-2.0
#
#   in_browser.py RANKPROF MAKE_CLUSTER MAKE_JOB [PICTURES]
#
# PICTURES: a folder for pictures of what was tested. Times of the page are told, not judged.
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import browser as chromium

RANKPROF, MAKE_CLUSTER, MAKE_JOB = sys.argv[1:4]
PICTURES = sys.argv[4] if len(sys.argv) > 4 else None
MOST_BYTES = 3 * 1000 * 1000


def make_page(path, *options):
    page = path.with_suffix(".html")
    done = subprocess.run([RANKPROF, "html", str(path), "-o", str(page), *options], check=False,
                          stdout=subprocess.DEVNULL)
    assert done.returncode in (0, 4), done
    return page


def make_job(folder, name, *arguments):
    path = pathlib.Path(folder, name + ".h5")
    subprocess.run([MAKE_JOB, *map(str, arguments), str(path)], check=True)
    return make_page(path)


def picture(browser, name):
    if PICTURES:
        browser.shot(pathlib.Path(PICTURES, name + ".png"))


def open_quietly(browser, page, fragment=""):
    """Opens a page; it is ready, asked for itself alone, and nothing complains."""
    assert browser.open(page, fragment) == "yes"
    assert browser.requests() == [page.resolve().as_uri()], browser.requests()
    assert browser.complaints() == [], browser.complaints()


def box_of(browser, selector, in_view=None):
    """Where an element is, once `in_view` (or itself) is in the middle of the window."""
    box = browser.run(f"""(() => {{
        document.querySelector({(in_view or selector)!r})
            .scrollIntoView({{block: 'center', behavior: 'instant'}});
        const {{left, top, width, height}} =
            document.querySelector({selector!r}).getBoundingClientRect();
        return [left, top, width, height];
    }})()""")
    return box


def text_of(browser, selector):
    return browser.run(f"document.querySelector({selector!r}).textContent")


def hash_of(browser):
    return browser.run("location.hash")


# ---- the tests ----


def asks_for_nothing(browser, page):
    """Whatever a script might try, the policy of the page forbids it."""
    open_quietly(browser, page)
    tried = browser.run("""(async () => {
        const refused = [];
        addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
        try { eval('window.evaluated = 1'); } catch { }
        await fetch('https://example.invalid/x').catch(() => {});
        const add = (tag, properties) =>
            document.body.append(Object.assign(document.createElement(tag), properties));
        add('script', {textContent: 'window.injected = 1'});
        add('img', {src: 'https://example.invalid/x.png'});
        add('style', {textContent: 'body { display: none }'});
        await new Promise((done) => setTimeout(done, 0));
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        return {refused, ran: [window.evaluated, window.injected].filter(Boolean).length,
            display: getComputedStyle(document.body).display};
    })()""")
    assert tried["ran"] == 0 and tried["display"] == "block", tried
    wanted = {"script-src", "connect-src", "script-src-elem", "img-src", "style-src-elem"}
    assert wanted <= set(tried["refused"]), tried
    assert len(browser.requests()) == 1 or all("example" not in url for url in browser.requests()[:1])


def zooms(browser, page):
    """A click zooms and selects; drawing looks at what is seen and not at the whole tree."""
    open_quietly(browser, page)
    left, top, width, _ = box_of(browser, "#flame-over", "#flame-line")
    times = []
    for depth in (3, 6, 9, 12, 3):
        browser.click(left + width / 3, top + depth * 19 + 9)
        times.append(float(browser.run("document.querySelector('#flame-canvas').dataset.milliseconds")))
        drawn = int(browser.run("document.querySelector('#flame-canvas').dataset.boxes"))
        assert 0 < drawn < 6000, drawn
    assert "node=" in hash_of(browser) and "fn=" in hash_of(browser)
    print(f"zoom: median {statistics.median(times):.1f} ms, of {times} ms")


def selects(browser, page):
    """One selection for all views, in the address, and back from it."""
    open_quietly(browser, page)
    whole = text_of(browser, "#hotspots-table tbody tr td")
    left, top, width, height = box_of(browser, "#heat-over")
    browser.drag((left + 62 + 0.6 * (width - 120), top + 0.60 * height),
                 (left + 62 + 0.8 * (width - 120), top + 0.68 * height))
    assert "ranks=" in hash_of(browser) and "time=" in hash_of(browser), hash_of(browser)
    chips = text_of(browser, "#chips")
    assert "ranks" in chips and "time" in chips, chips
    part = text_of(browser, "#hotspots-table tbody tr td")
    assert part != whole, part
    picture(browser, "selection")
    selected, address = browser.run("document.querySelector('#chips').textContent"), hash_of(browser)
    open_quietly(browser, page, address)
    assert text_of(browser, "#chips") == selected
    assert text_of(browser, "#hotspots-table tbody tr td") == part
    browser.press("Escape")
    assert hash_of(browser) == "" and text_of(browser, "#hotspots-table tbody tr td") == whole


def searches(browser, page):
    open_quietly(browser, page)
    browser.press("/")
    browser.send("Input.insertText", text="straggle")
    assert text_of(browser, "#found").endswith("% found")
    rows = browser.run("[...document.querySelectorAll('#hotspots-table tbody tr')].map(r => r.innerText)")
    assert len(rows) == 1 and "straggle" in rows[0], rows
    assert "search=straggle" in hash_of(browser)
    browser.press("Escape")
    browser.run("document.querySelector('#hotspots-table tbody tr').click()")
    assert "fn=straggle" in hash_of(browser)
    browser.press("c")
    assert text_of(browser, "#flame-of").startswith("callers of straggle")
    assert int(browser.run("document.querySelector('#flame-canvas').dataset.boxes")) > 1
    browser.press("c")
    assert text_of(browser, "#flame-of").startswith("what straggle calls")


def shows_changes(browser, folder):
    """What became slower is red, what became faster is blue, and what is as it was is grey."""
    before, now = pathlib.Path(folder, "before.h5"), pathlib.Path(folder, "now.h5")
    subprocess.run([MAKE_CLUSTER, "plain", str(before)], check=True)
    subprocess.run([MAKE_CLUSTER, "plain", str(now), "2=160", "3=160", "5=40"], check=True)
    page = now.with_suffix(".html")
    subprocess.run([RANKPROF, "diff", str(before), str(now), "--html", str(page)], check=True,
                   stdout=subprocess.DEVNULL)
    open_quietly(browser, page)
    assert browser.run("document.querySelector('[data-color=change]').ariaPressed") == "true"
    slower, faster = browser.run("""[0.2, 0.9].map((share, row) => {
        const canvas = document.querySelector('#flame-canvas');
        const scale = canvas.width / canvas.clientWidth;
        const y = (row === 0 ? 2 : 3) * 19 + 3;
        return [...canvas.getContext('2d').getImageData(
            scale * canvas.clientWidth * share, scale * y, 1, 1).data];
    })""")
    assert slower[0] > slower[2] + 40, (slower, faster)
    assert faster[2] > faster[0] + 40, (slower, faster)
    rows = browser.run("[...document.querySelectorAll('#changes-functions tbody tr')].map(r => r.innerText)")
    assert any("copy_halo" in row and "−60.0 %" in row for row in rows), rows
    assert any("stencil" in row and "+60.0 %" in row for row in rows), rows
    left, top, width, _ = box_of(browser, "#flame-over", "#flame-line")
    browser.mouse("mouseMoved", left + width / 4, top + 2 * 19 + 9)
    assert "before, +60.0 %" in text_of(browser, "#flame-line"), text_of(browser, "#flame-line")
    picture(browser, "changes")
    browser.press("i")
    assert "color=kind" in hash_of(browser), hash_of(browser)
    page = make_page(now)
    open_quietly(browser, page)
    assert browser.run("document.querySelector('#changes').hidden")
    assert browser.run("document.querySelector('[data-color=change]').hidden")


def shows_a_roofline(browser, folder):
    """What computes and what copies stand under their parts of the roof; else it says what to count."""
    pages = {}
    for kind in ("roofline", "plain"):
        path = pathlib.Path(folder, kind + ".h5")
        subprocess.run([MAKE_CLUSTER, kind, str(path)], check=True)
        pages[kind] = make_page(path)
    open_quietly(browser, pages["plain"])
    assert "PAPI_DP_OPS,PAPI_L3_TCM" in text_of(browser, "#roofline-needs")
    open_quietly(browser, pages["roofline"])
    assert "4.00 GFLOP/s" in text_of(browser, "#roofline-line"), text_of(browser, "#roofline-line")
    box_of(browser, "#roofline-canvas")
    seen = browser.run("""(() => {
        const canvas = document.querySelector('#roofline-canvas');
        const {left, top, width, height} = canvas.getBoundingClientRect();
        const seen = new Set();
        for (let x = 60; x < width; x += 5) {
            for (let y = 0; y < height - 34; y += 5) {
                canvas.dispatchEvent(new PointerEvent('pointermove', {clientX: left + x, clientY: top + y}));
                const text = document.querySelector('#roofline-line').textContent;
                const found = /(copy_halo|exchange|stencil).*bound by (memory|computing)/.exec(text);
                if (found)
                    seen.add(`${found[1]} ${found[2]}`);
            }
        }
        return [...seen].sort();
    })()""")
    assert seen == ["copy_halo memory", "exchange computing", "stencil computing"], seen
    picture(browser, "roofline")


def is_dark_when_asked(browser, page):
    open_quietly(browser, page)
    back = "getComputedStyle(document.body).backgroundColor"
    light = browser.run(back)
    browser.press("t")
    dark = browser.run(back)
    assert light != dark
    browser.press("t")
    browser.send("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark"}])
    browser.run("delete document.documentElement.dataset.theme")
    open_quietly(browser, page)
    assert browser.run(back) == dark
    picture(browser, "dark")
    browser.send("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "light"}])


def fits_narrow_screens(browser, page):
    for width in (390, 800, 1440, 2200):
        browser.resize(width, 900)
        open_quietly(browser, page)
        wide = browser.run("document.documentElement.scrollWidth")
        assert wide <= width, (wide, width)
        picture(browser, f"width-{width}")
    browser.resize(1440, 900)


def shows_one_rank_of_65536(browser, folder):
    """The row of the straggler stands out where rows keep their largest, not where their mean."""
    page = make_job(folder, "straggler", 60, 65536, 12, 2)
    open_quietly(browser, page, "#layer=1")
    row = 43690 * 512 // 65536
    seen = {}
    for cell in ("max", "mean"):
        browser.run(f"document.querySelector('[data-cell={cell}]').click()")
        seen[cell] = browser.run(f"""(() => {{
            const canvas = document.querySelector('#heat-canvas');
            const context = canvas.getContext('2d');
            const x = 62 + Math.round((canvas.clientWidth - 120) * 0.9);
            const light = (row) => {{
                const [r, g, b] = context.getImageData(x, row, 1, 1).data;
                return 0.3 * r + 0.6 * g + 0.1 * b;
            }};
            return [light({row}), light({row} - 3), light({row} + 3)];
        }})()""")
    straggler, above, below = seen["max"]
    assert abs(straggler - above) > 60 and abs(straggler - below) > 60, seen
    assert abs(seen["mean"][0] - seen["mean"][1]) < 30, seen
    assert browser.run("[...document.querySelectorAll('#outliers td')].map(c => c.innerText)")[0] == "43690"
    print("straggler:", seen)
    picture(browser, "straggler")


def stays_text(browser, folder):
    for kind in ("markup", "hostile"):
        path = pathlib.Path(folder, kind + ".h5")
        subprocess.run([MAKE_CLUSTER, kind, str(path)], check=True)
        open_quietly(browser, make_page(path))
        browser.run("document.querySelector('#hotspots-table tbody tr').click()")
        browser.press("c")
        assert browser.run("document.querySelectorAll('img, svg, iframe, b').length") == 0
        assert not [event for event in browser.events
                    if event.get("method") == "Page.javascriptDialogOpening"]
        names = browser.run("[...document.querySelectorAll('#hotspots-table .long')].map(n => n.innerText)")
        assert kind == "hostile" or "</script><img src=x onerror=alert(1)>" in names, names


def can_be_read_without_scripts(browser, page):
    browser.send("Emulation.setScriptExecutionDisabled", value=True)
    browser.events.clear()
    browser.send("Page.navigate", url=page.resolve().as_uri())
    browser.wait_for("Page.loadEventFired")
    root = browser.send("DOM.getDocument")["root"]["nodeId"]
    static = browser.send("DOM.querySelector", nodeId=root, selector="#static")["nodeId"]
    box = browser.send("DOM.getBoxModel", nodeId=static)["model"]
    assert box["height"] > 300, box
    browser.send("Emulation.setScriptExecutionDisabled", value=False)


def main():
    if not chromium.find():
        print("in_browser.py: skipped, there is no Chromium (Debian: chromium); scripts/test-browser "
              "installs it and runs this test")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        page = make_job(folder, "large", 20000, 4096, 360, 7)
        size = os.path.getsize(page)
        print(f"20,000 contexts of 4,096 ranks: {size} bytes")
        assert size <= MOST_BYTES, size
        browser = chromium.Browser()
        try:
            for test in (asks_for_nothing, zooms, selects, searches, is_dark_when_asked,
                         fits_narrow_screens, can_be_read_without_scripts):
                test(browser, page)
                print("passed:", test.__name__)
            for test in (shows_changes, shows_a_roofline, shows_one_rank_of_65536, stays_text):
                test(browser, folder)
                print("passed:", test.__name__)
        finally:
            browser.close()


main()
