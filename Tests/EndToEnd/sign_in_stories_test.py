"""Getting in: from the link of a new house to two steps, with two browsers, mails as a mail program reads them, and codes
and drawings made and read by other software than ours.

  python3 -m unittest Tests/EndToEnd/sign_in_stories_test.py
"""

import base64
import email
import email.policy
import glob
import hashlib
import hmac
import os
import re
import shutil
import struct
import subprocess
import time
import unittest
import urllib.parse

from browser import Browser, accessibility
from house import engines

ADMINISTRATOR = ("watanabe@miharu.example.jp", "豆は毎朝はかってから挽く")
GUEST = ("takahashi@miharu.example.jp", "招かれてうれしいです、よろしく")


class SignInStories(unittest.TestCase):
    @engines
    def test_a_new_house_is_set_up_and_people_come_in(self, house):
        server = house.serve()
        with Browser() as browser:
            watanabe = browser.person(server)
            set_up(watanabe, server)
            self.assertEqual(browser.person(server).page.goto(server.setup).status, 404)
            link = invite(watanabe, "高橋 一郎", GUEST[0])
            letter = newest_mail(house)
            self.assertEqual(letter["To"].addresses[0].display_name, "高橋 一郎")
            self.assertEqual(letter["To"].addresses[0].addr_spec, GUEST[0])
            self.assertIn("招待", letter["Subject"])
            self.assertIn(link, letter.get_content())
            takahashi = browser.person(server)
            takahashi.page.goto(link)
            self.assertEqual(accessibility(takahashi.page), [])
            takahashi.page.fill("#password", GUEST[1])
            takahashi.page.click("button.btn--primary")
            takahashi.page.wait_for_url(server.address + "/")
            self.assertEqual(browser.person(server).page.goto(link).status, 404)

    @engines
    def test_a_forgotten_password_and_two_browsers(self, house):
        server = house.serve()
        with Browser() as browser:
            desk, phone = browser.person(server), browser.person(server)
            set_up(desk, server)
            phone.sign_in(*ADMINISTRATOR)
            stranger = browser.person(server)
            stranger.page.goto("/forgot")
            stranger.page.fill("#email", ADMINISTRATOR[0])
            stranger.page.click("button.btn--primary")
            server.wait_until(lambda: mails(house), "no mail was written")
            link = re.search(r"https?://\S+/reset/\S+", newest_mail(house).get_content()).group()
            stranger.page.goto(link)
            stranger.page.fill("#password", "新しいパスワードはこれにする")
            stranger.page.click("button.btn--primary")
            stranger.page.wait_for_url("**/login")
            for browser_before in [desk, phone]:
                browser_before.page.goto("/me")
                self.assertIn("/login?next=", browser_before.page.url)
            stranger.sign_in(ADMINISTRATOR[0], "新しいパスワードはこれにする")

    @engines
    def test_two_steps(self, house):
        server = house.serve()
        with Browser() as browser:
            desk = browser.person(server)
            set_up(desk, server)
            desk.page.goto("/me")
            desk.page.fill("#two-current", ADMINISTRATOR[1])
            desk.page.click('form[action="/me/two-steps"] button.btn--primary')
            desk.page.wait_for_url("**/me/two-steps")
            self.assertEqual(accessibility(desk.page), [])
            address = desk.page.locator('a[href^="otpauth:"]').get_attribute("href")
            if shutil.which("zbarimg"):
                self.assertEqual(drawing(desk, house), address)
            key = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["secret"][0]
            used = code(key)
            desk.page.fill("#code", used)
            desk.page.click("button.btn--primary")
            recovery = desk.page.locator(".twostep__codes code").all_inner_texts()
            self.assertEqual(len(set(recovery)), 10)

            phone = browser.person(server)
            phone.page.goto("/login")
            phone.page.fill("#email", ADMINISTRATOR[0])
            phone.page.fill("#password", ADMINISTRATOR[1])
            phone.page.click("button.btn--primary")
            phone.page.wait_for_url("**/login/code?*")
            self.assertEqual(accessibility(phone.page), [])
            phone.page.fill("#code", used)
            phone.page.click("button.btn--primary")
            phone.page.locator("#code-e").wait_for()
            phone.page.fill("#code", recovery[4])
            phone.page.click("button.btn--primary")
            phone.page.wait_for_url(server.address + "/")

            desk.page.goto("/me")
            desk.page.get_by_role("button", name="ほかの端末からログアウト").click()
            phone.page.goto("/me")
            self.assertIn("/login?next=", phone.page.url)

    @engines
    def test_signing_in_works_without_scripts_and_by_keyboard(self, house):
        server = house.serve()
        with Browser() as browser:
            set_up(browser.person(server), server)
            context = browser.chromium.new_context(base_url=server.address, java_script_enabled=False, locale="ja-JP")
            page = context.new_page()
            page.goto("/login?next=/me")
            page.keyboard.type(ADMINISTRATOR[0])
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
            page.keyboard.type(ADMINISTRATOR[1])
            page.keyboard.press("Enter")
            page.wait_for_url("**/me")
            context.close()


def set_up(person, server):
    person.page.goto(server.setup)
    for field, value in [("organisation", "みはる珈琲機材株式会社"), ("name", "渡辺 隆"), ("email", ADMINISTRATOR[0]), ("password", ADMINISTRATOR[1])]:
        person.page.fill(f"#{field}", value)
    person.page.click("button.btn--primary")
    person.page.wait_for_url("**/welcome")


def invite(person, name, mail):
    person.page.goto("/users/new")
    person.page.fill("#name", name)
    person.page.fill("#email", mail)
    person.page.select_option("#role", label="営業")
    person.page.click("main button.btn--primary")
    return person.page.locator("#link").input_value()


def mails(house):
    return sorted(glob.glob(os.path.join(house.folder, "outbox", "*.eml")))


def newest_mail(house):
    with open(mails(house)[-1], "rb") as file:
        return email.message_from_binary_file(file, policy=email.policy.default)


def code(key):
    """RFC 6238, by Python's own tools."""
    mac = hmac.new(base64.b32decode(key + "=" * (-len(key) % 8)), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def drawing(person, house):
    """What another program reads in the drawing."""
    picture = os.path.join(house.folder, "drawing.png")
    person.page.locator(".twostep__qr").screenshot(path=picture)
    read = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True)
    return read.stdout.strip()


if __name__ == "__main__":
    unittest.main()
