"""What a company does first: its list comes in, is worked and taken out again; its own fields; its own people."""

import os
import sqlite3
import sys
import unittest
import urllib.parse

sys.path.insert(0, os.path.dirname(__file__))
from house import LEADS, POSTGRES, House, engines, needs_leads  # noqa: E402

# What only grows: the trail itself, and the files and jobs of imports. `operation` and `change` say what was undone.
TRAIL = {"change", "change_batch", "operation", "exchange_file", "exchange_piece", "job", "schedule", "setting"}


def tables(folder):
    """Every row of every table but the trail."""
    with sqlite3.connect(os.path.join(folder, "enishi.sqlite")) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_text%'")]
        return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in names if name not in TRAIL}


class GroundStories(unittest.TestCase):
    @needs_leads
    @engines
    def test_the_lead_file_comes_in_once_and_can_be_taken_back(self, house):
        house.command("user", "list")
        before = tables(house.folder) if house.engine == "sqlite" else None
        first = house.json("import", "leads", LEADS)
        self.assertEqual(first["rows"], first["created"] + first["updated"] + first["unchanged"] + first["rejected"])
        self.assertGreater(first["repaired"], 0)
        second = house.json("import", "leads", LEADS)
        self.assertEqual((second["created"], second["updated"]), (0, 0))
        undone = house.json("undo", first["operation"])
        self.assertEqual(undone["kept"], 0)
        if before is not None:
            self.assertEqual(tables(house.folder), before)
        third = house.json("import", "leads", LEADS)
        self.assertEqual(third["created"], first["created"])

    @unittest.skipUnless(POSTGRES, "two servers need PostgreSQL")
    def test_a_custom_picklist_works_at_once_on_two_servers(self):
        house = House("postgres")
        self.addCleanup(house.close)
        token = house.user("kanri@example.jp")
        one, other = house.serve(), house.serve()
        other.call(token, "GET", "/api/v1/leads")
        options = [{"value": word, "label": {"ja": word, "en": word}} for word in ["製造", "卸売"]]
        field = {"name": "gyokai", "label": {"ja": "業界", "en": "Business"}, "type": "picklist", "settings": {"options": options}}
        for kind in ["person", "deal"]:
            answer = one.call(token, "POST", f"/api/v1/meta/objects/{kind}/fields", field)
            self.assertIn(answer.status, (200, 201), answer.body)
        lead = other.call(
            token, "POST", "/api/v1/leads", {"last_name": "鈴木", "company_name": "株式会社鈴木商事", "gyokai": "製造"})
        self.assertEqual(lead.status, 201, lead.body)
        mapping = {"source_field": "gyokai", "target_object": "deal", "target_field": "gyokai"}
        self.assertEqual(one.call(token, "POST", "/api/v1/conversion-mappings", mapping).status, 201)
        done = other.call(token, "POST", f"/api/v1/leads/{lead.json['id']}/conversion", {})
        self.assertEqual(done.status, 201, done.body)
        deal = one.call(token, "GET", f"/api/v1/deals/{done.json['deal_id']}").json
        self.assertEqual(deal["gyokai"], "製造")
        found = urllib.parse.quote('{"field":"gyokai","is":"eq","value":"製造"}')
        for server in (one, other):
            self.assertEqual(len(server.call(token, "GET", f"/api/v1/deals?filter={found}").json["data"]), 1)
            self.assertIn("gyokai", server.call(token, "GET", "/api/v1/openapi.json").body.decode())
        path = os.path.join(house.folder, "list.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("姓,会社名,業界\n佐藤,佐藤工業株式会社,卸売\n")
        self.assertEqual(house.json("import", "leads", path)["created"], 1)
        wholesale = urllib.parse.quote('{"field":"gyokai","is":"eq","value":"卸売"}')
        self.assertEqual(len(other.call(token, "GET", f"/api/v1/leads?filter={wholesale}").json["data"]), 1)

    @engines
    def test_who_sees_only_the_own_sees_nothing_of_a_colleague(self, house):
        boss = house.user("kanri@example.jp")
        server = house.serve()
        roles = server.call(boss, "GET", "/api/v1/roles").json["data"]
        sales = next(role for role in roles if role["name"] == "sales")
        rights = '{"objects": {"*": {"create": "own", "read": "own", "edit": "own", "delete": "own"}}, "permissions": ["export"]}'
        self.assertEqual(server.call(boss, "PATCH", f"/api/v1/roles/{sales['id']}", {"rights": rights}).status, 200)
        sato, suzuki = house.user("sato@example.jp", "sales"), house.user("suzuki@example.jp", "sales")
        person = {"last_name": "渡邊", "first_name": "一郎", "company_name": "株式会社渡邊鉄工", "email": "watanabe@example.jp"}
        lead = server.call(sato, "POST", "/api/v1/leads", person).json
        outcome = server.call(sato, "POST", f"/api/v1/leads/{lead['id']}/conversion", {"deal": {"name": "新工場の設備"}}).json
        for path in [f"/contacts/{lead['id']}", f"/accounts/{outcome['account_id']}", f"/deals/{outcome['deal_id']}",
                     f"/contacts/{lead['id']}/timeline"]:
            self.assertEqual(server.call(suzuki, "GET", f"/api/v1{path}").status, 404, path)
        for collection in ["persons", "accounts", "deals", "affiliations"]:
            answer = server.call(suzuki, "GET", f"/api/v1/{collection}?count=bounded").json
            self.assertEqual((answer["data"], answer["count"]["value"]), ([], 0), collection)
        self.assertEqual(server.call(suzuki, "GET", "/api/v1/search?q=" + urllib.parse.quote("渡辺")).json["data"], [])
        board = server.call(suzuki, "GET", "/api/v1/deals/board").json
        self.assertEqual((board["count"], board["amount"] or 0), (0, 0))
        own = server.call(suzuki, "POST", "/api/v1/leads", person).json
        plan = server.call(suzuki, "POST", f"/api/v1/leads/{own['id']}/conversion?plan", {}).json
        self.assertEqual((plan["account_candidates"], plan["person_candidates"], plan["open_deals"]), ([], [], []))
        stolen = server.call(suzuki, "POST", "/api/v1/deals", {"name": "横取り", "account_id": outcome["account_id"]})
        self.assertEqual(stolen.status, 422)
        path = os.path.join(house.folder, "out.csv")
        self.assertEqual(house.json("export", "contacts", path, "--as", "suzuki@example.jp")["rows"], 0)
        self.assertEqual(house.json("export", "contacts", path, "--as", "sato@example.jp")["rows"], 1)

    @engines
    def test_a_backup_brings_back_what_was_lost(self, house):
        if house.engine != "sqlite":
            return
        house.user("yamada@example.jp")
        kept = house.json("backup")["file"]
        house.user("tanaka@example.jp")
        key = os.path.join(house.folder, "secret.key")
        with open(key) as file:
            made = file.read()
        os.remove(key)
        house.json("restore", kept)
        with open(key) as file:
            self.assertEqual(file.read(), made)
        self.assertEqual([os.stat(path).st_mode & 0o777 for path in (key, kept + ".key")], [0o600, 0o600])
        self.assertEqual([user["email"] for user in house.json("user", "list")["users"]], ["yamada@example.jp"])


if __name__ == "__main__":
    unittest.main()
