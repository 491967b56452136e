"""The real program on a fresh database, for stories: commands, servers, and a small client for the API.

ENISHI_BINARY names the program. Stories run on SQLite, and on PostgreSQL when ENISHI_TEST_POSTGRES names a server.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import uuid

BINARY = os.environ.get("ENISHI_BINARY", ".build/debug/enishi")
POSTGRES = os.environ.get("ENISHI_TEST_POSTGRES")
LEADS = os.environ.get("ENISHI_TEST_LEADS", os.path.join("..", "shared", "data", "leads_cp932.csv"))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


class House:
    """One organisation: a data folder, and on PostgreSQL a schema of its own."""

    def __init__(self, engine, folder=None, url=None):
        self.engine = engine
        self.folder = folder or tempfile.mkdtemp(prefix="enishi-story-")
        self.where = ["--data", self.folder]
        if engine == "postgres":
            self.url = url or f"{POSTGRES}?schema=story_{uuid.uuid4().hex[:12]}"
            self.where += ["--database", self.url]
        self.servers = []
        # For the program, besides what it finds around it.
        self.environment = {}

    def close(self):
        for server in self.servers:
            server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, *words, check=True, typed=""):
        done = subprocess.run([BINARY, *words, *self.where], capture_output=True, text=True, input=typed)
        if check and done.returncode != 0:
            raise AssertionError(f"enishi {' '.join(words)} failed: {done.stdout} {done.stderr}")
        return done

    def json(self, *words):
        return json.loads(self.command(*words, "--json").stdout)

    def user(self, mail, role="admin", team=None):
        self.command("user", "add", mail, "--name", mail.split("@")[0], "--role", role, *(["--team", team] if team else []))
        return self.command("token", "create", "--user", mail).stdout.strip()

    def serve(self):
        server = Server(self)
        self.servers.append(server)
        return server

    def start(self, *words, output=subprocess.DEVNULL):
        return subprocess.Popen(
            # libfaketime changes the environment of the first program it meets, which must not be ours: Swift finds its arguments by it.
            ["env", BINARY, *words, *self.where], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env={**os.environ, **self.environment})


class Server:
    def __init__(self, house):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = os.path.join(house.folder, f"serve-{self.port}.txt")
        with open(self.said, "wb") as output:
            self.process = house.start("serve", "--port", str(self.port), output=output)
        self.wait_until(lambda: self.call(None, "GET", "/readyz").status == 200, "the server did not start")

    @property
    def setup(self):
        """The address where the first administrator of an empty house registers."""
        def told():
            with open(self.said) as said:
                return re.search(r"(/setup/\S+)", said.read())
        self.wait_until(told, "no set-up link was printed")
        return told().group(1)

    def wait_until(self, holds, otherwise, seconds=30):
        """Asks again and again; a refused connection counts as not yet."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                if holds():
                    return
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(otherwise)
            time.sleep(0.05)

    def kill(self):
        """As the power would: no time to tidy up."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def call(self, token, method, path, body=None, **headers):
        data = None if body is None else json.dumps(body).encode()
        return self.send(token, method, path, data, "application/json", **headers)

    def upload(self, token, path, data, type, **headers):
        return self.send(token, "POST", path, data, type, **headers)

    def send(self, token, method, path, data, type, **headers):
        request = urllib.request.Request(
            self.address + path, method=method, data=data,
            headers={"Content-Type": type, **{name.replace("_", "-"): value for name, value in headers.items()}})
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())


def engines(story):
    """Runs a story on every engine there is."""

    def run(self):
        for engine in ["sqlite"] + (["postgres"] if POSTGRES else []):
            with self.subTest(engine=engine):
                house = House(engine)
                try:
                    story(self, house)
                finally:
                    house.close()

    run.__name__ = story.__name__
    return run


class DemoStories(unittest.TestCase):
    """Stories that begin in the demo company: made and served once per engine, each story finds its own records in it."""

    @classmethod
    def setUpClass(cls):
        cls.houses = [House(engine) for engine in ["sqlite"] + (["postgres"] if POSTGRES else [])]
        for house in cls.houses:
            house.command("demo")
            house.server = house.serve()

    @classmethod
    def tearDownClass(cls):
        for house in cls.houses:
            house.close()


def each_house(story):
    """Runs a story in every house of `DemoStories`."""

    def run(self):
        for house in self.houses:
            with self.subTest(engine=house.engine):
                story(self, house)

    run.__name__ = story.__name__
    return run


needs_leads = unittest.skipUnless(os.path.exists(LEADS), "the lead file is not beside the project")
