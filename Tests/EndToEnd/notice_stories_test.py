"""お知らせ in a real browser: somebody is given a deal and called in a note while they look at something else, hear of it at once,
open it, and have read it; the server ends although pages listen to it.

  ENISHI_BINARY=… python3 -m unittest Tests/EndToEnd/notice_stories_test.py
"""

import re
import signal
import time
import unittest

from browser import PHONE, Browser, accessibility, scrolls_sideways
from house import DemoStories, each_house
from playwright.sync_api import expect

PASSWORD = "miharu-demo-2026"
OHNO, SATO = "ohno@miharu.example.jp", "sato@miharu.example.jp"


class NoticeStories(DemoStories):
    @each_house
    def test_who_is_called_hears_of_it_at_once(self, house):
        with Browser() as browser:
            sato, ohno = browser.person(house.server), browser.person(house.server)
            sato.sign_in(SATO, PASSWORD)
            ohno.sign_in(OHNO, PASSWORD)
            sato.page.goto("/notifications")
            read_all(sato.page)
            deal = a_deal_of(sato.page)
            sato.page.goto("/leads")
            sato.page.wait_for_load_state("networkidle")
            badge = sato.page.locator('.side [data-news="notifications"]')
            expect(badge).to_be_hidden()
            # 大野 calls 佐藤 by @: by keys, with a word of the name.
            ohno.page.goto(deal)
            call(ohno.page, "佐藤", "見積の確認をお願いします")
            expect(ohno.page.locator(".tl .mention").first).to_have_text("@佐藤 美咲")
            expect(badge).to_be_visible()
            expect(badge.locator("[data-number]")).to_have_text("1")
            expect(sato.page.locator("#toasts")).to_contain_text("大野 恵さんがメモであなたを呼びました")
            sato.picture(f"notices-toast-{house.engine}")
            # The page itself is read anew when the next thing comes.
            sato.page.goto("/notifications")
            lead = give_a_lead(ohno.page)
            expect(sato.page.locator(".ntf__i.is-new")).to_have_count(2)
            expect(sato.page.locator(".ntf__i").first).to_contain_text("の担当をあなたにしました")
            self.assertEqual(accessibility(sato.page), [])
            sato.picture(f"notices-{house.engine}")
            sato.page.locator(".ntf__i", has_text="見積の確認").get_by_role("link", name="返信する").click()
            sato.page.wait_for_url(f"**{deal}#composer")
            expect(badge.locator("[data-number]")).to_have_text("1")
            # Read in one window, read in all of them.
            beside = sato.context.new_page()
            beside.goto("/notifications")
            read_all(beside)
            sato.page.bring_to_front()
            expect(badge).to_be_hidden()
            self.assertTrue(lead)
            self.assertEqual(sato.complaints + ohno.complaints, [])

    @each_house
    def test_on_a_phone_and_who_follows(self, house):
        with Browser() as browser:
            person = browser.person(house.server, size=PHONE, touch=True)
            person.sign_in(OHNO, PASSWORD)
            page = person.page
            page.locator(".top .bell").tap()
            page.wait_for_url("**/notifications")
            self.assertIsNone(scrolls_sideways(page))
            self.assertEqual(accessibility(page), [])
            person.picture(f"notices-phone-{house.engine}")
            page.goto("/deals")
            page.locator("main tbody tr a.rowhead").first.tap()
            page.wait_for_url("**/deals/0*")
            button = page.locator("button:visible", has_text=re.compile("^フォロー"))
            before = button.inner_text()
            button.tap()
            expect(button).not_to_have_text(before)
            self.assertIsNone(scrolls_sideways(page))
            self.assertEqual(person.complaints, [])

    def test_the_server_ends_although_pages_listen(self):
        house = self.houses[0]
        server = house.serve()
        with Browser() as browser:
            person = browser.person(server)
            person.sign_in(SATO, PASSWORD)
            with person.page.expect_response("**/notifications/stream*"):
                person.page.goto("/leads")
            started = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(timeout=20)
            self.assertLess(time.monotonic() - started, 8)


def read_all(page):
    button = page.get_by_role("button", name="すべて既読にする")
    if button.count():
        button.click()
        page.wait_for_load_state()
    expect(page.get_by_role("button", name="すべて既読にする")).to_have_count(0)


def a_deal_of(page):
    page.goto("/deals?view=mine")
    return page.locator("main tbody tr a.rowhead").first.get_attribute("href").split("?")[0]


def call(page, word, text):
    box = page.locator("[data-composer] textarea")
    box.click()
    box.press_sequentially(f"@{word}")
    option = page.locator('#mention-list [role="option"]').first
    option.wait_for()
    box.press("Enter")
    box.press_sequentially(text)
    box.press("Control+Enter")


def give_a_lead(page):
    """Makes a lead of 大野's and gives it to 佐藤, as the API does for the list's bar."""
    return page.evaluate(
        """async () => {
          const { api } = await import(document.querySelector('script[src*="app.js"]').src.replace("app.js", "kernel.js"))
          const users = (await api("GET", "/api/v1/users?limit=50")).body.data
          const owner = users.find((one) => one.name === "佐藤 美咲").id
          return (await api("POST", "/api/v1/leads", { last_name: "お知らせ", company_name: "株式会社お知らせ", owner_id: owner })).status
        }""") == 201


if __name__ == "__main__":
    unittest.main()
