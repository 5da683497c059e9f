"""Assembles S3Proxy from Maven Central and runs it for a limited time.

It is a server that people run in production in front of a folder: it checks signatures and refuses
anonymous requests. The jars are cached in ~/.cache/lectern, so only the first run needs a network.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import boto3
from botocore.config import Config

from tests.elasticsearch_node.node import CACHE, NodeMissingError, free_port, java_home

VERSION = "4.1.0"
HERE = Path(__file__).resolve().parent
ASSEMBLED = CACHE / "lectern" / "object-store" / VERSION
SECONDS_TO_START = 60
KEY, SECRET = "tests-key", "tests/secret+of-the-store"  # characters that an address must escape
BUCKET = "uploads"
SETTINGS = """\
s3proxy.endpoint=http://127.0.0.1:{port}
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity={key}
s3proxy.credential={secret}
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir={folder}
"""


def assemble() -> Path:
    """Return the folder with the jars; fetched where they are not there yet."""
    if ASSEMBLED.exists():
        return ASSEMBLED
    if shutil.which("mvn") is None:
        raise NodeMissingError("no Maven (apt install maven)")
    ASSEMBLED.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{VERSION}-", dir=ASSEMBLED.parent))
    command = [
        *("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"),
        *(f"-DoutputDirectory={draft}", "-DincludeScope=runtime"),
    ]
    try:
        done = subprocess.run(
            command,
            env={**os.environ, "JAVA_HOME": str(java_home())},
            capture_output=True,
            text=True,
            timeout=600,
        )
        if done.returncode:
            raise NodeMissingError(f"Maven could not fetch S3Proxy: {done.stdout[-500:]}")
        with contextlib.suppress(OSError):
            draft.rename(ASSEMBLED)  # another run may have been quicker
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return ASSEMBLED


class ObjectStore:
    """One server with a folder of its own, which can be stopped and started on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen | None = None

    @property
    def endpoint(self) -> str:
        """Return the address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def media_storage_url(self) -> str:
        """Return the value of MEDIA_STORAGE_URL for a folder of the bucket."""
        secret = urllib.parse.quote(SECRET, safe="")
        return f"s3+http://{KEY}:{secret}@127.0.0.1:{self.port}/{BUCKET}/lectern"

    @property
    def client(self):
        """Return a client with the key of the bucket's owner."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"),
        )

    def names(self) -> set[str]:
        """Return the names of all objects in the bucket."""
        found = self.client.list_objects_v2(Bucket=BUCKET)
        return {entry["Key"] for entry in found.get("Contents", [])}

    def start(self) -> None:
        """Start the server and wait until it answers."""
        jars = assemble()
        data = self.folder / "data"
        (data / BUCKET).mkdir(parents=True, exist_ok=True)
        settings = self.folder / "s3proxy.conf"
        settings.write_text(
            SETTINGS.format(port=self.port, key=KEY, secret=SECRET, folder=data), encoding="utf-8"
        )
        command = [
            str(java_home() / "bin" / "java"),
            *("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m", "-cp", f"{jars}/*"),
            *("org.gaul.s3proxy.Main", "--properties", str(settings)),
        ]
        with (self.folder / "output.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                env={**os.environ, "LOG_LEVEL": "warn"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait()

    def stop(self) -> None:
        """End the server; its folder remains."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=30)
            self._process = None

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.endpoint, timeout=5)  # noqa: S310  (our own address)
            except urllib.error.HTTPError:
                return  # it refuses anonymous requests
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        lines = (self.folder / "output.log").read_text(errors="replace").splitlines()[-10:]
        raise NodeMissingError("S3Proxy did not start: " + " / ".join(lines))


@contextlib.contextmanager
def running() -> Iterator[ObjectStore]:
    """Run a server with an empty bucket; raises NodeMissingError where this machine cannot."""
    with tempfile.TemporaryDirectory(prefix="lectern-object-store-") as folder:
        store = ObjectStore(Path(folder))
        store.start()
        try:
            yield store
        finally:
            store.stop()
