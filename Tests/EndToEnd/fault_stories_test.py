"""What is left when the program is killed at a bad moment, and when two people write at once."""

import concurrent.futures
import os
import random
import shutil
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from house import LEADS, engines, needs_leads  # noqa: E402


class FaultStories(unittest.TestCase):
    @engines
    def test_no_acknowledged_write_is_missing_after_kill(self, house):
        token = house.user("yamada@example.jp")
        server = house.serve()
        kept, stop = [], threading.Event()

        def write(number):
            while not stop.is_set():
                try:
                    answer = server.call(token, "POST", "/api/v1/leads", {"last_name": f"山田{number}", "company_name": "株式会社山田製作所"})
                except OSError:
                    return
                if answer.status == 201:
                    kept.append(answer.json["id"])

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            writers = [pool.submit(write, number) for number in range(8)]
            time.sleep(1.5)
            server.kill()
            stop.set()
            for writer in writers:
                writer.result()
        self.assertGreater(len(kept), 10)
        again = house.serve()
        for lead in kept:
            self.assertEqual(again.call(token, "GET", f"/api/v1/leads/{lead}").status, 200)

    @engines
    def test_files_on_records_outlive_a_restore_and_go_with_an_undo(self, house):
        token = house.user("yamada@example.jp")
        server = house.serve()
        lead = server.call(token, "POST", "/api/v1/leads", {"last_name": "高橋"}).json["id"]
        quote = "%PDF-1.7 御見積書".encode()
        path = f"/api/v1/leads/{lead}/files"
        made = server.upload(token, path + "?name=%E8%A6%8B%E7%A9%8D%E6%9B%B8.pdf", quote, "application/octet-stream")
        self.assertEqual(made.status, 201, made.body)
        self.assertEqual((made.json["name"], made.json["content_type"]), ("見積書.pdf", "application/pdf"))
        content = f"/api/v1/files/{made.json['id']}/content"
        answer = server.call(token, "GET", content)
        self.assertEqual((answer.body, answer.headers["X-Content-Type-Options"]), (quote, "nosniff"))
        self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment"))
        house.command("backup", os.path.join(house.folder, "story.backup"))
        undone = server.call(token, "POST", f"/api/v1/operations/{made.headers['Enishi-Operation']}/undo", {})
        self.assertEqual(undone.json["undone"], 1)
        self.assertEqual(server.call(token, "GET", path).json["data"], [])
        self.assertEqual(server.call(token, "GET", content).status, 404)
        if house.engine == "sqlite":
            server.kill()
            shutil.rmtree(os.path.join(house.folder, "files"))
            house.command("restore", os.path.join(house.folder, "story.backup"))
            self.assertEqual(house.serve().call(token, "GET", content).body, quote)

    @needs_leads
    @engines
    def test_an_import_goes_on_where_it_was_killed_and_makes_no_row_twice(self, house):
        token = house.user("yamada@example.jp")
        command = house.start("import", "leads", LEADS)
        time.sleep(random.Random(house.engine).uniform(2.0, 4.0))
        command.kill()
        command.wait()
        server = house.serve()
        deadline = time.monotonic() + 180
        operation = None
        while time.monotonic() < deadline:
            operations = server.call(token, "GET", "/api/v1/operations").json["data"]
            operation = next((o for o in operations if o["kind"] == "import"), None)
            if operation and operation["state"] == "done":
                break
            time.sleep(0.5)
        self.assertIsNotNone(operation)
        self.assertEqual(operation["state"], "done")
        server.kill()
        second = house.json("import", "leads", LEADS)
        self.assertEqual((second["created"], second["updated"]), (0, 0))
        self.assertEqual(second["rows"], second["unchanged"] + second["rejected"])

    @engines
    def test_two_writers_of_different_fields_both_survive_and_of_the_same_field_both_are_shown(self, house):
        token = house.user("yamada@example.jp")
        server = house.serve()
        lead = server.call(token, "POST", "/api/v1/leads", {"last_name": "高橋"}).json
        path, first = f"/api/v1/leads/{lead['id']}", f'"{lead["version"]}"'
        self.assertEqual(server.call(token, "PATCH", path, {"title": "部長"}, If_Match=first).status, 200)
        self.assertEqual(server.call(token, "PATCH", path, {"department": "購買部"}, If_Match=first).status, 200)
        conflict = server.call(token, "PATCH", path, {"title": "課長"}, If_Match=first)
        self.assertEqual(conflict.status, 409)
        self.assertIn("部長", conflict.body.decode())
        self.assertIn("課長", conflict.body.decode())
        now = server.call(token, "GET", path).json
        self.assertEqual((now["title"], now["department"]), ("部長", "購買部"))


if __name__ == "__main__":
    unittest.main()
