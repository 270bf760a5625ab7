"""What tests of rendered pages share: the text and tags of an HTML page, its colors, and a browser to open it in."""

import re
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Reader(HTMLParser):
    """What a page holds: its text, its tags, whether they nest."""

    VOID = frozenset({"meta", "link", "br"})

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.words, self.wrong = [], [], [], []
        self.feed(page)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self):
        """The words as they are read, a blank between elements."""
        return re.sub(r"\s+", " ", " ".join(self.words)).replace("\N{MINUS SIGN}", "-")

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def palettes(page):
    """The colors by name, of each place that sets them all: light, dark, print."""
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)]
    assert [len(one) for one in found] == [len(found[0])] * 3
    return found


def contrast(first, second):
    """WCAG 2: from 1 to 21."""
    def light(color):
        parts = (int(color[at:at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@contextmanager
def chromium():
    """A browser with a fresh profile, which goes when it is closed; skips where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: there is nothing to open the page with")
    with playwright.sync_playwright() as driver:
        try:
            found = driver.chromium.launch(executable_path=str(CHROMIUM) if CHROMIUM.exists() else None, args=ARGUMENTS)
        except playwright.Error:
            pytest.skip("no Chromium here: install Debian's chromium, or run `playwright install chromium`")
        yield found
        found.close()


@contextmanager
def opener(browser, folder):
    """A function that opens a page, offline; in the end fails if the browser had anything to complain of."""
    contexts, complaints = [], []

    def open_page(html, width=1280, **more):
        context = browser.new_context(viewport={"width": width, "height": 800}, offline=True, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url[:80]))
        path = folder / "page.html"
        path.write_text(html, encoding="utf-8")
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def seen(page):
    """The text that is visible, in one line, with a plain minus."""
    return " ".join(page.inner_text("body").split()).replace("\N{MINUS SIGN}", "-")
