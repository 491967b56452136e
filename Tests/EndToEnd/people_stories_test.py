"""What a sales team does all day, in a real browser on the real program: by mouse, by keyboard, on a phone, with the rights of
one's own records only, two at the same record, and with the network gone.

  ENISHI_BINARY=… python3 -m unittest Tests/EndToEnd/people_stories_test.py
"""

import json
import re
import time
import unittest
from urllib.parse import quote

from browser import PHONE, Browser
from house import LEADS, DemoStories, each_house, engines, needs_leads
from playwright.sync_api import expect

MAIL, PASSWORD = "mihara@enishi.example", "a long walk to the office"
TEXT = {"name": "industry_note", "label": {"ja": "導入の背景", "en": "Background"}, "type": "text"}


class FirstDay(unittest.TestCase):
    @needs_leads
    @engines
    def test_from_an_empty_house_to_a_won_deal_and_back(self, house):
        with Browser() as browser:
            server = house.serve()
            person = browser.person(server)
            register(person, server, house)
            token = house.command("token", "create", "--user", MAIL).stdout.strip()
            custom_field(server, token)
            imported = import_leads(person, LEADS)
            self.assertIn("18,302", imported)
            follow_up(self, person)
            deal = convert(self, person, "背景は人手不足")
            move_and_win(self, person, deal)
            self.assertEqual(person.complaints, [])


class Twice(DemoStories):
    @each_house
    def test_who_is_there_twice_is_merged_and_kept_apart_by_keyboard(self, house):
        with Browser() as browser:
            person = browser.person(house.server)
            person.sign_in(*demo_login(house))
            page = person.page
            page.goto("/duplicates")
            pair = lambda: page.locator("form[data-merge]").get_attribute("action")
            waiting = lambda: int(re.search(r"確かめる ([\d,]+)", page.locator(".edbar").inner_text()).group(1))
            before, first = waiting(), pair()
            expect(page.locator('.side .nav__item[href="/duplicates"] .count')).to_have_text(re.compile(r"\d+"))
            # B for all that can be chosen, A for all, then Enter: merged, and the next one stands there.
            page.keyboard.press("b")
            page.keyboard.press("a")
            page.keyboard.press("Enter")
            expect(page.locator("#toasts")).to_contain_text("にまとめました")
            self.assertEqual(waiting(), before - 1)
            self.assertNotEqual(pair(), first)
            page.keyboard.press("Control+z")
            expect(page.locator("#toasts")).not_to_contain_text("にまとめました")
            page.goto("/duplicates")
            self.assertEqual(waiting(), before)
            # On and back, then kept apart: it does not come back, not even when everything is compared again.
            page.keyboard.press("j")
            page.wait_for_url("**/duplicates/0*")
            second = pair()
            page.keyboard.press("k")
            page.wait_for_url(lambda url: second.split("/")[2] not in url)
            page.keyboard.press("n")
            expect(page.locator("#toasts")).to_contain_text("別人として残しました")
            gone = {first, second} - {pair()}
            self.assertEqual(waiting(), before - 1)
            page.goto("/duplicates")
            page.get_by_role("button", name="すべて調べる").click()
            expect(page.locator(".edbar")).to_contain_text("調べました")
            page.goto("/duplicates")
            self.assertEqual(waiting(), before - 1)
            self.assertTrue(gone)
            person.picture(f"duplicates-{house.engine}")
            self.assertEqual(person.complaints, [])


class EveryDay(DemoStories):
    @each_house
    def test_the_same_without_a_mouse(self, house):
        with Browser() as browser:
            server = house.server
            person = browser.person(server)
            sign_in_by_keyboard(person, *demo_login(house))
            page = person.page
            # To the leads by keys, to the first row, open its status, choose another one.
            page.keyboard.press("g")
            page.keyboard.press("l")
            page.wait_for_url("**/leads**")
            status = page.locator('main tbody tr [data-field="lead_status"]').first
            name = page.locator("main tbody tr a.rowhead").first.inner_text()
            tab_to(page, status)
            page.keyboard.press("Enter")
            page.locator('[role="listbox"] [role="option"]').first.wait_for()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            expect(page.locator("#toasts")).to_contain_text("元に戻す")
            # The same person by the palette, then its conversion.
            page.keyboard.press("Control+k")
            page.keyboard.type(name)
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/(leads|contacts)/0"))
            expect(page.locator("h1")).to_contain_text(name.split(" ")[0])
            page.goto(page.url.split("?")[0].split("#")[0].replace("/contacts/", "/leads/") + "/convert")
            page.locator("form[data-convert]").wait_for()
            page.keyboard.press("Control+Enter")
            page.wait_for_url("**/deals/0*")
            deal = page.url.rsplit("/", 1)[1].split("?")[0]
            # Among one's own on the board, with the arrow keys.
            page.goto("/deals/board?whose=mine")
            card = page.locator(f'.dealcard[data-id="{deal}"]')
            lane = card.evaluate("one => one.closest('.lane').dataset.stage")
            card.focus()
            page.keyboard.press("ArrowRight")
            expect(page.locator("#toasts")).to_contain_text("元に戻す")
            moved = page.locator(f'.dealcard[data-id="{deal}"]')
            self.assertNotEqual(moved.evaluate("one => one.closest('.lane').dataset.stage"), lane)
            page.keyboard.press("Control+z")
            page.wait_for_function(
                "([deal, lane]) => document.querySelector(`.dealcard[data-id='${deal}']`)?.closest('.lane')?.dataset.stage === lane",
                arg=[deal, lane])
            self.assertEqual(person.complaints, [])

    @each_house
    def test_who_types_faster_than_the_answer_comes_opens_what_was_typed(self, house):
        with Browser() as browser:
            person = browser.person(house.server)
            person.sign_in(*demo_login(house))
            page = person.page
            page.goto("/accounts")
            company = page.locator("main tbody tr a.rowhead").nth(5)
            name, link = company.inner_text(), company.get_attribute("href").split("?")[0]

            def late(route):
                time.sleep(0.7)
                route.continue_()

            page.route("**/search/palette*", late)
            page.keyboard.press("Control+k")
            page.keyboard.type(name)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{link}*")
            self.assertEqual(person.complaints, [])

    @each_house
    def test_on_a_phone(self, house):
        with Browser() as browser:
            server = house.server
            person = browser.person(server, size=PHONE, touch=True)
            person.sign_in(*demo_login(house))
            page = person.page
            page.locator(".tabbar a", has_text="見込み客").tap()
            page.wait_for_url("**/leads**")
            page.locator("main tbody tr a.rowhead").first.tap()
            page.wait_for_url("**/leads/0*")
            page.locator(".tabbar__log").tap()
            box = page.locator("textarea:visible").first
            box.fill("電話で話した。来週うかがう")
            page.locator("form:has(textarea:visible) button[type=submit]:visible, form:has(textarea:visible) .btn--primary:visible").first.tap()
            expect(page.locator("main")).to_contain_text("来週うかがう")
            page.locator(".tabbar a", has_text="商談").tap()
            page.locator(".dealcard").first.wait_for()
            self.assertEqual(person.complaints, [])

    @each_house
    def test_who_sees_only_their_own_sees_nothing_else(self, house):
        with Browser() as browser:
            server = house.server
            own_role(house)
            house.command("user", "add", "own@enishi.example", "--name", "単独 太郎", "--role", "own", "--password-stdin", typed=PASSWORD + "\n")
            boss = browser.person(server)
            boss.sign_in(*demo_login(house))
            boss.page.goto("/leads")
            others = [boss.page.locator("main tbody tr a.rowhead").nth(at).get_attribute("href") for at in range(3)]
            boss.page.goto("/deals")
            others.append(boss.page.locator('main tbody a[href^="/deals/0"]').first.get_attribute("href"))
            person = browser.person(server)
            person.sign_in("own@enishi.example", PASSWORD)
            for address in others:
                answer = person.page.goto(address)
                self.assertEqual(answer.status, 404, address)
            for address in ["/leads", "/deals", "/accounts"]:
                person.page.goto(address)
                self.assertEqual(person.page.locator("main tbody a.rowhead").count(), 0, address)
            person.page.goto("/deals/board")
            self.assertEqual(person.page.locator(".dealcard").count(), 0)
            person.page.goto("/users")
            self.assertIn(person.page.evaluate("document.title").split(" — ")[0], ["この操作はできません", "見つかりませんでした"])

    @each_house
    def test_two_at_the_same_record_lose_nothing(self, house):
        with Browser() as browser:
            server = house.server
            anna, bert = browser.person(server), browser.person(server)
            for one in [anna, bert]:
                one.sign_in(*demo_login(house))
            anna.page.goto("/leads")
            address = anna.page.locator("main tbody tr a.rowhead").first.get_attribute("href").split("?")[0]
            for one in [anna, bert]:
                one.page.goto(address)
            write(anna.page, "lead_source", "紹介（安藤）")
            expect(anna.page.locator("#toasts")).to_contain_text("元に戻す")
            write(bert.page, "lead_source", "展示会（別府）")
            dialog = bert.page.locator("dialog[open]")
            dialog.wait_for()
            expect(dialog).to_contain_text("紹介（安藤）")
            expect(dialog).to_contain_text("展示会（別府）")
            # Another field of the same record is no conflict.
            bert.page.goto(address)
            anna.page.goto(address)
            write(anna.page, "title", "課長")
            expect(anna.page.locator("#toasts")).to_contain_text("元に戻す")
            write(bert.page, "department", "企画部")
            expect(bert.page.locator("#toasts")).to_contain_text("元に戻す")
            bert.page.reload()
            expect(bert.page.locator("main")).to_contain_text("課長")
            expect(bert.page.locator("main")).to_contain_text("企画部")

    @each_house
    def test_the_network_lost_while_saving_loses_nothing(self, house):
        with Browser() as browser:
            server = house.server
            person = browser.person(server)
            person.sign_in(*demo_login(house))
            page = person.page
            page.goto("/leads")
            page.goto(page.locator("main tbody tr a.rowhead").first.get_attribute("href"))
            person.context.set_offline(True)
            write(page, "lead_source", "電車の中で聞いた")
            expect(page.locator("body")).to_contain_text("保存できませんでした")
            expect(page.locator("body")).to_contain_text("電車の中で聞いた")
            person.context.set_offline(False)
            # Sent by itself as soon as the network is back.
            expect(page.locator("#toasts")).to_contain_text("元に戻す")
            page.reload()
            expect(page.locator("main")).to_contain_text("電車の中で聞いた")

    @each_house
    def test_script_that_somebody_typed_stays_text(self, house):
        script = "<img src=x onerror='window.intruder=1'>\"'><script>window.intruder=1</script>"
        token = house.command("token", "create", "--user", demo_login(house)[0]).stdout.strip()
        made = []
        for collection, values in [
            ("leads", ["last_name", "first_name", "company_name", "department", "title", "lead_source", "challenge"]),
            ("accounts", ["name", "industry", "street"]), ("deals", ["name", "next_action", "competitor", "challenge"]),
        ]:
            answer = house.server.call(token, "POST", f"/api/v1/{collection}", {name: script for name in values})
            self.assertEqual(answer.status, 201, answer.body)
            made.append(f"/{collection}/{answer.json['id']}")
        with Browser() as browser:
            person = browser.person(house.server)
            person.sign_in(*demo_login(house))
            seen = [*made, *(address + "/edit" for address in made), made[0] + "/convert", "/leads?sort=-created_at", "/accounts?sort=-created_at",
                    "/deals?sort=-created_at", "/deals/board", "/", "/search?q=" + quote(script), "/leads?q=" + quote(script)]
            for address in seen:
                person.page.goto(address)
                person.page.wait_for_load_state("networkidle")
                self.assertEqual(person.page.evaluate("window.intruder"), 0, address)
            person.page.keyboard.press("Control+k")
            person.page.keyboard.type("onerror")
            person.page.wait_for_timeout(800)
            self.assertEqual(person.page.evaluate("window.intruder"), 0)
            self.assertEqual(person.complaints, [])


# MARK: What people do

def demo_login(house):
    """As the page of signing in shows it."""
    return "admin@miharu.example.jp", "miharu-demo-2026"


def own_role(house):
    """Sales people may read what their team owns; this role reads its own records only."""
    token = house.command("token", "create", "--user", demo_login(house)[0]).stdout.strip()
    rights = {"objects": {"*": {"create": "own", "read": "own", "edit": "own", "delete": "own"}}, "permissions": []}
    answer = house.server.call(token, "POST", "/api/v1/roles", {"name": "own", "label": "自分の分だけ", "rights": json.dumps(rights)})
    if answer.status != 201:
        raise AssertionError(answer.body)


def register(person, server, house):
    person.page.goto(server.setup)
    person.page.fill("#organisation", "みはる珈琲機材株式会社")
    person.page.fill("#name", "三春 正人")
    person.page.fill("#email", MAIL)
    person.page.fill("#password", PASSWORD)
    person.page.locator("button.btn--primary").click()
    person.page.wait_for_url("**/welcome")


def custom_field(server, token):
    """One of the organisation's own, on leads and deals, so that a conversion has something to carry."""
    for name in ["person", "deal"]:
        answer = server.call(token, "POST", f"/api/v1/meta/objects/{name}/fields", TEXT)
        if answer.status not in (200, 201):
            raise AssertionError(answer.body)
    mapping = {"source_field": TEXT["name"], "target_object": "deal", "target_field": TEXT["name"]}
    answer = server.call(token, "POST", "/api/v1/conversion-mappings", mapping)
    if answer.status != 201:
        raise AssertionError(answer.body)


def import_leads(person, file):
    page = person.page
    page.set_default_timeout(240_000)
    page.goto("/import?into=leads")
    page.set_input_files("input[type=file]", file)
    page.wait_for_url(re.compile("/import/0"))
    page.select_option("#source", index=1)
    page.locator("label:has(#mail-consent)").click()
    page.locator("button[value=next]").click()
    page.wait_for_url("**/map")
    page.locator(".actionbar .btn--primary").click()
    page.wait_for_url("**/check")
    page.locator(".actionbar .btn--primary").click()
    page.wait_for_url(re.compile("/(run|result)"))
    page.wait_for_url("**/result")
    page.set_default_timeout(40_000)
    return page.locator("main").inner_text()


def follow_up(test, person):
    """要フォロー, and three statuses changed where they stand."""
    page = person.page
    page.goto("/leads")
    page.locator(".tabs a", has_text="要フォロー").click()
    page.locator("main tbody tr").first.wait_for()
    for row in range(3):
        button = page.locator('main tbody tr [data-field="lead_status"]').nth(row)
        button.click()
        page.locator('[role="listbox"] [role="option"]', has_text="対応中").click()
        expect(page.locator("#toasts")).to_contain_text("元に戻す")
        expect(button).to_contain_text("対応中")


def convert(test, person, background):
    page = person.page
    page.goto("/leads?view=to_follow_up")
    page.locator("main tbody a.rowhead").first.click()
    page.wait_for_url("**/leads/0*")
    show_all_facts(page)
    write(page, "industry_note", background)
    expect(page.locator("#toasts")).to_contain_text("元に戻す")
    page.get_by_role("link", name="商談に変換").first.click()
    page.wait_for_url("**/convert")
    expect(page.locator("[data-part=map]")).to_contain_text(background)
    page.locator("form[data-convert] button.btn--primary, .actionbar button.btn--primary").first.click()
    page.wait_for_url("**/deals/0*")
    show_all_facts(page)
    expect(page.locator("main")).to_contain_text(background)
    return re.search(r"/deals/(\w+)", page.url).group(1)


def move_and_win(test, person, deal):
    page = person.page
    page.goto("/deals/board")
    card = page.locator(f'.dealcard[data-id="{deal}"]')
    drag(page, card, page.locator(".lane").nth(2))
    expect(page.locator("#toasts")).to_contain_text("元に戻す")
    expect(page.locator(".lane").nth(2).locator(f'.dealcard[data-id="{deal}"]')).to_have_count(1)
    drag(page, page.locator(f'.dealcard[data-id="{deal}"]'), page.locator(".dz--won"))
    # Winning asks for the amount.
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    dialog.get_by_label("金額").fill("486万")
    dialog.locator(".btn--primary").click()
    expect(page.locator("#toasts")).to_contain_text("受注")
    page.goto(f"/deals/{deal}")
    timeline = page.locator(".tl")
    expect(timeline).to_contain_text("受注")
    expect(timeline).to_contain_text("ステージ")
    # And back: winning is undone from the toast, and the card is on the board again.
    page.goto("/deals/board")
    test.assertEqual(page.locator(f'.dealcard[data-id="{deal}"]').count(), 0)
    page.goto(f"/deals/{deal}")
    path = page.locator(".path")
    path.get_by_role("button").nth(3).click()
    expect(page.locator("#toasts")).to_contain_text("元に戻す")
    page.locator("#toasts button").click()
    expect(page.locator("#toasts")).to_contain_text("元に戻しました")


def write(page, field, text):
    """Types a new value where the old one stands."""
    button = page.locator(f'main [data-inline][data-field="{field}"]').first
    if not button.is_visible():
        show_all_facts(page)
    button.click()
    control = page.locator(".edit.is-editing input, .edit.is-editing textarea, input:focus, textarea:focus").first
    control.fill(text)
    control.press("Enter")


def show_all_facts(page):
    more = page.get_by_text(re.compile("ほかの.*項目を表示")).first
    if more.count() and more.is_visible():
        more.click()


def sign_in_by_keyboard(person, mail, password):
    page = person.page
    page.goto("/login")
    page.locator("input[type=email]").focus()
    page.keyboard.type(mail)
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.type") != "password":
        page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def tab_to(page, locator):
    """Presses Tab until the element has the focus, as somebody without a mouse would."""
    for _ in range(200):
        if locator.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("never reached by Tab")


def drag(page, what, where):
    what.scroll_into_view_if_needed()
    start = what.bounding_box()
    page.mouse.move(start["x"] + 40, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 30, steps=5)
    page.wait_for_timeout(150)
    end = where.bounding_box()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + min(80, end["height"] / 2), steps=12)
    page.wait_for_timeout(150)
    page.mouse.up()


if __name__ == "__main__":
    unittest.main()
