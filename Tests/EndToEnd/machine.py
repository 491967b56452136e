"""Parts of a machine that can break: a small disk that fills up, a PostgreSQL that goes away and comes back, a clock."""

import contextlib
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import unittest

FAKETIME = next(iter(sorted(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1"))), None)


def run(*words, check=True):
    return subprocess.run(words, check=check, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@contextlib.contextmanager
def small_disk(megabytes, owner=None):
    """A disk of its own; yields its folder."""
    folder = tempfile.mkdtemp(prefix="enishi-disk-")
    try:
        if os.geteuid() != 0 or run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder, check=False).returncode != 0:
            raise unittest.SkipTest("a small disk can only be mounted by root")
        try:
            os.chmod(folder, 0o700)
            if owner:
                shutil.chown(folder, owner, owner)
            yield folder
        finally:
            run("umount", "--lazy", folder)
    finally:
        os.rmdir(folder)


class Clock:
    """The time as one program sees it. Timers go on: only the time of day is set."""

    def __init__(self):
        if FAKETIME is None:
            raise unittest.SkipTest("libfaketime is not installed: bin/setup --tests")
        handle, self.file = tempfile.mkstemp(prefix="enishi-clock-")
        os.close(handle)
        self.set("+0")
        self.environment = {
            "LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": self.file, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, offset):
        """`-1d`, `+2h`: beside the true time."""
        with open(self.file + ".new", "w") as file:
            file.write(offset + "\n")
        os.replace(self.file + ".new", self.file)

    def remove(self):
        os.unlink(self.file)


class Cluster:
    """A PostgreSQL server of the story's own, stopped and started at will."""

    def __init__(self):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"), key=lambda path: float(path.split("/")[4]))
        if not found:
            raise unittest.SkipTest("no PostgreSQL server is installed: bin/setup --tests")
        self.programs = os.path.dirname(found[-1])
        self.folder = tempfile.mkdtemp(prefix="enishi-cluster-")
        self.data = os.path.join(self.folder, "data")
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self.command("initdb", f"--pgdata={self.data}", "--username=enishi", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgres://enishi@127.0.0.1:{self.port}/postgres"
        self.start()

    @property
    def owner(self):
        return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def command(self, program, *words):
        """As the account that owns the cluster: the server refuses to run as root."""
        lent = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        return subprocess.run(
            [*lent, os.path.join(self.programs, program), *words], check=True, stdin=subprocess.DEVNULL, cwd="/",
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.command("pg_ctl", "start", f"--pgdata={self.data}", "--wait", f"--log={self.folder}/log", f"--options={options}")

    def stop(self, mode="immediate"):
        self.command("pg_ctl", "stop", f"--pgdata={self.data}", "--wait", f"--mode={mode}")

    def sql(self, text):
        self.command("psql", f"--dbname={self.url}", "--quiet", "--set=ON_ERROR_STOP=1", f"--command={text}")

    def remove(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
