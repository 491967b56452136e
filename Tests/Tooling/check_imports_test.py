"""The import check fails when an arrow against docs/architecture.md is added, wherever it is added."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

HOME = pathlib.Path(__file__).resolve().parent.parent.parent


class CheckImportsTest(unittest.TestCase):
    """Each story builds a small house under the real page, puts one thing where it does not belong, and runs the check."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="enishi-check-imports-"))
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "docs").mkdir()
        shutil.copy(HOME / "docs/architecture.md", self.root / "docs")
        self.targets = []
        self.write("Sources/Kernel/Day.swift", "import Foundation\n\npackage struct Day {}\n")
        self.write("Sources/Features/Sales/Domain/Deal.swift", "import Kernel\npackage import Records\nimport People\n")
        self.write("Sources/Features/Sales/Web/DealPage.swift", "import Hummingbird\nimport Sales\nimport WebKernel\n")
        self.target("Sales", "Sources/Features/Sales/Domain", ["Kernel", "People"])

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def target(self, name, path, dependencies, kind="regular"):
        knows = [{"byName": [dependency, None]} for dependency in dependencies]
        self.targets.append({"name": name, "type": kind, "path": path, "dependencies": knows})

    def check(self):
        manifest = self.root / "manifest.json"
        manifest.write_text(json.dumps({"targets": self.targets}))
        return subprocess.run(
            [HOME / "bin/check-imports", "--root", self.root, "--manifest", manifest], capture_output=True, text=True
        )

    def assert_complains(self, *words):
        run = self.check()
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertEqual(len(run.stdout.splitlines()), 1, run.stdout)
        for word in words:
            self.assertIn(word, run.stdout)

    def test_a_house_in_order_passes(self):
        run = self.check()
        self.assertEqual((run.returncode, run.stdout), (0, ""), run.stderr)

    def test_an_arrow_upwards_is_refused(self):
        self.write("Sources/Kernel/Day.swift", "import Foundation\nimport Records\n")
        self.assert_complains("Sources/Kernel/Day.swift:2", "Kernel may not import Records")

    def test_every_way_to_write_an_import_is_seen(self):
        for line in [
            "package import Records",
            "@testable import Records",
            "@preconcurrency internal import Records  // only for a moment",
            "import struct Records.Record",
            "  import Records",
        ]:
            with self.subTest(line):
                self.write("Sources/Kernel/Day.swift", line + "\n")
                self.assert_complains("Kernel may not import Records")

    def test_words_that_only_look_like_an_import_pass(self):
        self.write("Sources/Kernel/Day.swift", "// import Records\nlet page = \"\"\"\n  import { x } from './x.js'\n  \"\"\"\n")
        self.assertEqual(self.check().returncode, 0)

    def test_a_feature_does_not_know_another_sideways(self):
        self.write("Sources/Features/Sales/Domain/Deal.swift", "import Messaging\n")
        self.assert_complains("Sales may not import Messaging", "events")

    def test_the_pages_of_a_feature_do_not_know_the_pages_of_another(self):
        self.write("Sources/Features/Sales/Web/DealPage.swift", "import PeopleWeb\n")
        self.assert_complains("SalesWeb may not import PeopleWeb")

    def test_only_an_adapter_knows_an_outside_library(self):
        self.write("Sources/Adapters/DatabaseSQLite/Pool.swift", "import GRDB\nimport Database\n")
        self.assertEqual(self.check().returncode, 0)
        self.write("Sources/Records/Store.swift", "import GRDB\n")
        self.assert_complains("Records may not import GRDB", "adapter")

    def test_a_dependency_in_the_package_counts_like_an_import(self):
        self.target("Japan", "Sources/Japan", ["Kernel", "Database"])
        self.assert_complains("Package.swift", "Japan may not depend on Database")

    def test_a_target_lies_where_its_name_leads(self):
        self.target("Query", "Sources/Records", [])
        self.assert_complains("Package.swift", "Query", "Sources/Records")

    def test_a_new_room_needs_a_row_on_the_page(self):
        self.write("Sources/Attic/Box.swift", "import Kernel\n")
        self.assert_complains("Sources/Attic/Box.swift", "lies in no room")

    def test_rows_may_not_form_a_circle(self):
        page = self.root / "docs/architecture.md"
        page.write_text(page.read_text().replace("| `Japan` | `Kernel` |", "| `Japan` | `Kernel`, `Records` |"))
        self.assert_complains("circle", "Japan", "Records")

    def test_a_page_without_its_tables_is_an_error(self):
        (self.root / "docs/architecture.md").write_text("# The house\n")
        self.assertNotEqual(self.check().returncode, 0)

    def test_a_file_stops_at_400_lines(self):
        self.write("Tests/KernelTests/DayTests.swift", "// a line\n" * 400)
        self.assertEqual(self.check().returncode, 0)
        self.write("Tests/KernelTests/DayTests.swift", "// a line\n" * 401)
        self.assert_complains("Tests/KernelTests/DayTests.swift", "401 lines")

    def test_tests_may_import_anything(self):
        self.write("Tests/SalesTests/DealTests.swift", "@testable import Sales\nimport Messaging\nimport GRDB\n")
        self.assertEqual(self.check().returncode, 0)


if __name__ == "__main__":
    unittest.main()
