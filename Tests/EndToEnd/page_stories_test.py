"""Every page of the application, as everybody must be able to use it: no accessibility violation, nothing wrong in the
console, no sideways scroll; in both languages, light and dark, at 390, 768 and 1280 pixels.

  python3 -m unittest Tests/EndToEnd/page_stories_test.py
"""

import unittest

from browser import Browser, accessibility, scrolls_sideways
from house import House

WIDTHS = [390, 768, 1280]
# (language, dark): both of each are covered, the whole square is not needed.
LOOKS = [("ja", False), ("en", True)]

OPEN = ["/login", "/forgot"]
FIXED = [
    "/", "/welcome", "/leads", "/leads?view=all", "/contacts", "/accounts", "/deals", "/deals/board", "/leads/new", "/deals/new",
    "/import", "/duplicates", "/duplicates?object=account", "/duplicates/sure", "/duplicates/merged", "/search?q=株式会社",
    "/notifications", "/notifications?show=mine", "/me", "/users", "/nothing-here",
]


def addresses(person):
    """The fixed ones, and one record of every kind."""
    found = list(FIXED)
    for collection in ["leads", "contacts", "accounts", "deals"]:
        person.page.goto(f"/{collection}")
        link = person.page.locator(f'main a[href^="/{collection}/0"]').first
        if link.count() == 0:
            raise AssertionError(f"/{collection} shows no record to open")
        found.append(link.get_attribute("href").split("?")[0])
        if collection == "leads":
            found.append(found[-1] + "/convert")
        found.append(found[len(FIXED)] + "/edit")
    person.page.goto("/duplicates")
    found.append(person.page.locator(".qitem").first.get_attribute("href"))
    return list(dict.fromkeys(found))


class PageStories(unittest.TestCase):
    def test_every_page_keeps_its_promises(self):
        # Pages look the same on every engine.
        house = House("sqlite")
        self.addCleanup(house.close)
        house.command("demo")
        server = house.serve()
        problems = []
        with Browser() as browser:
            for language, dark in LOOKS:
                visitor = browser.person(server, language, dark=dark)
                for address in OPEN:
                    problems += look(visitor, address)
                visitor.close()
                person = browser.person(server, language, dark=dark)
                person.sign_in(*login(house))
                speak(person, language)
                for address in addresses(person):
                    problems += look(person, address)
                problems += [line for line in person.complaints if "404" not in line]
                person.close()
        self.assertEqual(problems, [], "\n" + "\n".join(problems))


def login(house):
    """Of the demo's administrator, as the login page shows it."""
    import sqlite3, json
    with sqlite3.connect(f"{house.folder}/enishi.sqlite") as file:
        settings = dict(file.execute("SELECT name, value FROM setting"))
    member = json.loads(settings["demo_logins"])[0]
    return member["email"], settings["demo_password"]


def speak(person, language):
    person.page.goto("/me")
    if person.page.evaluate("document.documentElement.lang") != language:
        person.page.locator(f'[name=language][value={language}], select[name=language]').first.evaluate(
            "(one, language) => { if (one.tagName === 'SELECT') one.value = language; else one.checked = true; one.form.requestSubmit() }", language)
        person.page.wait_for_function("language => document.documentElement.lang === language", arg=language)


def look(person, address):
    """Width by width without loading again, as a window that is dragged; accessibility where the form changes."""
    page, problems = person.page, []
    page.set_viewport_size({"width": WIDTHS[-1], "height": 844})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 844})
        if sticking := scrolls_sideways(page):
            problems.append(f"{address} at {width}: {sticking}")
        if width != 768:
            problems += accessibility(page)
    return problems


if __name__ == "__main__":
    unittest.main()
