"""A person with a browser: Debian's Chromium, driven by Playwright, and what every page must keep to."""

import os
import pathlib
import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

CHROMIUM = os.environ.get("ENISHI_CHROMIUM", "/usr/bin/chromium")
PICTURES = pathlib.Path(os.environ.get("ENISHI_PICTURES", ".build/pictures"))

# A busy machine with a debug build is slow, not wrong.
expect.set_options(timeout=30_000)

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# The browser's own line for an answer that the page understands: a value refused, a conflict, nothing there.
ANSWERED = re.compile(r"status of 4\d\d")

# WCAG 2.2 AA is what the design promises.
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


class Browser:
    """One Chromium for a test; every person gets a profile of their own."""

    def __enter__(self):
        self.playwright = sync_playwright().start()
        self.chromium = self.playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        return self

    def __exit__(self, *_):
        self.chromium.close()
        self.playwright.stop()

    def person(self, server, language="ja", size=DESKTOP, dark=False, touch=False):
        context = self.chromium.new_context(
            base_url=server.address, viewport=size, locale="ja-JP" if language == "ja" else "en-GB", timezone_id="Asia/Tokyo",
            color_scheme="dark" if dark else "light", has_touch=touch, accept_downloads=True)
        context.set_default_timeout(40_000)
        return Person(context)


class Person:
    """Somebody in front of a browser. Whatever the console says as an error is remembered."""

    def __init__(self, context):
        self.context = context
        self.page = context.new_page()
        self.complaints = []
        # What runs although nobody wrote it: the scripts of the security story would call it.
        self.page.add_init_script("window.intruder = 0")
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: line.type == "error" and not ANSWERED.search(line.text) and self.complaints.append(f"{self.page.url}: {line.text}"))

    def close(self):
        self.context.close()

    def sign_in(self, mail, password):
        self.page.goto("/login")
        self.page.get_by_label(re.compile("^(メール|E-?mail)")).fill(mail)
        self.page.locator("input[type=password]").fill(password)
        self.page.locator("button.btn--primary").click()
        self.page.wait_for_url(lambda url: "/login" not in url)

    def picture(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")


def accessibility(page):
    """The violations axe finds, one line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{page.url}: {one['id']} ({one['impact']}): {one['help']}: {' | '.join(node['html'][:120] for node in one['nodes'][:3])}"
        for one in found]


def scrolls_sideways(page):
    """By how many pixels the page is wider than its window, and what sticks out."""
    return page.evaluate(
        """() => {
          const over = document.documentElement.scrollWidth - document.documentElement.clientWidth
          if (over <= 0) return null
          const wide = [...document.querySelectorAll("body *")].filter((one) => {
            const box = one.getBoundingClientRect()
            return box.right > document.documentElement.clientWidth + 1 && box.width > 0 && !one.closest(".tablewrap, .kanban, .tabs, [data-scrolls]")
          })
          return `${over}px: ` + wide.slice(0, 3).map((one) => one.tagName + "." + one.className).join(" | ")
        }""")
