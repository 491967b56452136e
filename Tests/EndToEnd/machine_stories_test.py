"""The machine below the program fails: its disk fills up, its database goes away, its clock is set back."""

import contextlib
import os
import random
import sys
import unittest

sys.path.insert(0, os.path.dirname(__file__))
from house import House  # noqa: E402
from machine import Clock, Cluster, small_disk  # noqa: E402

# 20,000 characters that no engine packs any smaller.
MEMO = "".join(random.Random(20261122).choices([chr(letter) for letter in range(0x4E00, 0x9000)], k=20_000))


@contextlib.contextmanager
def house_on(*words, **more):
    house = House(*words, **more)
    try:
        yield house
    finally:
        house.close()


class MachineStories(unittest.TestCase):
    def fill(self, server, token, kept):
        """Writes until the server refuses; returns the refusal."""
        for number in range(20_000):
            answer = server.call(
                token, "POST", "/api/v1/leads", {"last_name": f"山田{number}", "company_name": "株式会社山田製作所", "challenge": MEMO})
            if answer.status != 201:
                return answer
            kept.append(answer.json["id"])
        self.fail("the disk never filled up")

    def disk_full(self, house, token, ballast):
        server = house.serve()
        kept = []
        refusal = self.fill(server, token, kept)
        self.assertEqual(refusal.status, 507, refusal.body)
        self.assertEqual(refusal.json["type"], "urn:enishi:problem:disk_full")
        self.assertGreater(len(kept), 10)
        # Reading goes on, and nothing that was acknowledged is missing.
        self.assertEqual(server.call(token, "GET", f"/api/v1/leads/{kept[-1]}").status, 200)
        self.assertEqual(server.call(token, "GET", "/api/v1/leads").status, 200)
        os.unlink(ballast)
        server.wait_until(
            lambda: server.call(token, "POST", "/api/v1/leads", {"last_name": "高橋"}).status == 201, "nothing can be written again")
        server.kill()
        again = house.serve()
        for lead in kept:
            self.assertEqual(again.call(token, "GET", f"/api/v1/leads/{lead}").status, 200)
        self.assertEqual(house.command("doctor").returncode, 0)

    def ballast(self, folder):
        path = os.path.join(folder, "ballast")
        with open(path, "wb") as file:
            file.write(bytes(8 << 20))
        return path

    def test_a_full_disk_is_told_and_loses_nothing_on_sqlite(self):
        with small_disk(40) as disk, house_on("sqlite", folder=os.path.join(disk, "data")) as house:
            os.mkdir(house.folder)
            token = house.user("yamada@example.jp")
            self.disk_full(house, token, self.ballast(disk))

    def test_a_full_disk_is_told_and_loses_nothing_on_postgres(self):
        cluster = Cluster()
        try:
            with small_disk(48, owner=cluster.owner) as disk:
                cluster.sql(f"CREATE TABLESPACE small LOCATION '{disk}'")
                cluster.sql("CREATE DATABASE story TABLESPACE small")
                with house_on("postgres", url=cluster.url.replace("/postgres", "/story")) as house:
                    token = house.user("yamada@example.jp")
                    self.disk_full(house, token, self.ballast(disk))
                cluster.stop()
        finally:
            cluster.remove()

    def test_a_database_that_goes_away_is_told_and_all_recovers_when_it_is_back(self):
        cluster = Cluster()
        try:
            with house_on("postgres", url=cluster.url) as house:
                token = house.user("yamada@example.jp")
                server = house.serve()
                kept = []
                for mode in ["immediate", "fast"]:
                    kept += [server.call(token, "POST", "/api/v1/leads", {"last_name": f"高橋{n}"}).json["id"] for n in range(20)]
                    cluster.stop(mode)
                    for method, path, body in [("POST", "/api/v1/leads", {"last_name": "鈴木"}), ("GET", "/api/v1/leads", None)]:
                        refused = server.call(token, method, path, body)
                        self.assertEqual(refused.status, 503, refused.body)
                        self.assertIsNotNone(refused.headers["Retry-After"])
                    self.assertEqual(server.call(None, "GET", "/readyz").status, 503)
                    self.assertEqual(server.call(None, "GET", "/healthz").status, 200)
                    cluster.start()
                    server.wait_until(lambda: server.call(None, "GET", "/readyz").status == 200, "the server did not recover")
                    for lead in kept:
                        self.assertEqual(server.call(token, "GET", f"/api/v1/leads/{lead}").status, 200)
                # Jobs go on, too: an undo is one operation, an import is work of the worker.
                self.imports(server, token)
        finally:
            cluster.remove()

    def test_a_clock_that_is_set_back_makes_no_id_twice_and_holds_nothing_up(self):
        clock = Clock()
        try:
            with house_on("sqlite") as house:
                token = house.user("yamada@example.jp")
                house.environment = clock.environment
                server = house.serve()
                ids = []

                def create(count):
                    for number in range(count):
                        answer = server.call(token, "POST", "/api/v1/leads", {"last_name": f"高橋{number}"})
                        self.assertEqual(answer.status, 201, answer.body)
                        ids.append(answer.json["id"])

                create(20)
                before = server.call(token, "GET", f"/api/v1/leads/{ids[-1]}").json["created_at"]
                clock.set("-1d")
                create(20)
                after = server.call(token, "GET", f"/api/v1/leads/{ids[-1]}").json["created_at"]
                self.assertLess(after, before, "the clock was not set back at all")
                self.assertEqual(ids, sorted(set(ids)), "ids went back with the clock")
                self.imports(server, token)
                # A program that starts while the clock is wrong makes ids of its own.
                server.kill()
                server = house.serve()
                create(20)
                self.assertEqual(len(ids), len(set(ids)))
                clock.set("+0")
                create(20)
                self.assertEqual(len(ids), len(set(ids)))
                self.assertEqual(house.command("doctor").returncode, 0)
        finally:
            clock.remove()

    def imports(self, server, token):
        """A small list goes in: the worker takes jobs, and what it did is seen."""
        answer = server.upload(token, "/api/v1/imports?object=leads", "姓,メールアドレス\n山田,yamada-list@yamada.example\n".encode(), "text/csv")
        self.assertEqual(answer.status, 202, answer.body)
        job = answer.headers["Location"]
        server.wait_until(lambda: server.call(token, "GET", job).json["state"] == "done", "the import was not done", seconds=60)


if __name__ == "__main__":
    unittest.main()
