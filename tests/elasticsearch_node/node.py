"""Assembles an Elasticsearch node from Maven Central and runs it for a limited time.

The assembled node is cached in ~/.cache/lectern, so only the first run needs the network. It lacks
the modules that are not in Maven Central: scripts, reindexing and most analysis. Lectern uses none
of them.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

VERSION = "9.5.3"
OLDEST_JAVA = 21
HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
ASSEMBLED = CACHE / "lectern" / "elasticsearch-node" / VERSION
# Compiled again when its source changes; the jars stay.
LAUNCHER = "launcher-" + hashlib.sha256((HERE / "Launcher.java").read_bytes()).hexdigest()[:8]
MODULE_JARS = ("netty-", "transport-netty4-", "elasticsearch-ssl-config-")
LIBZSTD = [
    Path("/usr/lib") / place / "libzstd.so.1"
    for place in ("x86_64-linux-gnu", "aarch64-linux-gnu", "")
]
SECONDS_TO_START = 120
# A folder in memory, and the free space in it that a node's data may need.
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 1 << 30  # noqa: S108  (a fresh folder is made in it)
# Half of the just-in-time compilation: right for many short tests, wrong for measuring speed.
LIGHT_COMPILATION = ("-XX:TieredStopAtLevel=1",)
DESCRIPTOR = f"""\
name=transport-netty4
description=HTTP and transport
version={VERSION}
classname=org.elasticsearch.transport.netty4.Netty4Plugin
java.version={OLDEST_JAVA}
elasticsearch.version={VERSION}
has.native.controller=false
"""


class NodeMissingError(Exception):
    """This machine cannot assemble or start a node; the message says why."""


def java_home() -> Path:
    """Return the first JDK that is new enough: a named one, else one where Debian keeps them."""
    named = [os.environ.get("ELASTICSEARCH_NODE_JAVA_HOME"), os.environ.get("JAVA_HOME")]
    places = [Path(place) for place in named if place]
    places += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)
    for place in places:
        if (place / "bin" / "javac").exists() and _java_version(place) >= OLDEST_JAVA:
            return place
    raise NodeMissingError(f"no JDK of version {OLDEST_JAVA} or newer (set JAVA_HOME)")


def _java_version(home: Path) -> int:
    """Return the major version of a JDK, 0 where it does not say."""
    try:
        lines = (home / "release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    for line in lines:
        if line.startswith("JAVA_VERSION="):
            major = line.split('"')[1].split(".")[0]
            return int(major) if major.isdecimal() else 0
    return 0


def assemble() -> Path:
    """Return the folder of the assembled node; fetched and compiled where it is not there yet."""
    if ASSEMBLED.exists():
        if not (ASSEMBLED / LAUNCHER).exists():
            _compile(ASSEMBLED)
        return ASSEMBLED
    if shutil.which("mvn") is None:
        raise NodeMissingError("no Maven (apt install maven)")
    zstd = next((path for path in LIBZSTD if path.exists()), None)
    if zstd is None:
        raise NodeMissingError("no libzstd.so.1 (apt install libzstd1)")
    ASSEMBLED.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{VERSION}-", dir=ASSEMBLED.parent))
    try:
        _fetch(draft / "lib")
        module = draft / "modules" / "transport-netty4"
        module.mkdir(parents=True)
        (module / "plugin-descriptor.properties").write_text(DESCRIPTOR, encoding="utf-8")
        for jar in (draft / "lib").glob("*.jar"):
            if jar.name.startswith(MODULE_JARS):
                jar.rename(module / jar.name)
        (draft / "native").mkdir()
        (draft / "native" / "libzstd.so").symlink_to(zstd)
        _compile(draft)
        with contextlib.suppress(OSError):
            # Another run may have been quicker; its node is as good.
            draft.rename(ASSEMBLED)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return ASSEMBLED


def _fetch(folder: Path) -> None:
    _run(
        [
            *("mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"),
            *(f"-DoutputDirectory={folder}", "-DincludeScope=runtime"),
        ],
        failure="Maven could not fetch Elasticsearch",
    )


def _compile(folder: Path) -> None:
    _run(
        [
            str(java_home() / "bin" / "javac"),
            *(
                "-cp",
                f"{folder}/lib/*",
                "-d",
                str(folder / LAUNCHER),
                str(HERE / "Launcher.java"),
            ),
        ],
        failure="the launcher does not compile",
    )


def _run(command: list[str], *, failure: str) -> None:
    environment = {**os.environ, "JAVA_HOME": str(java_home())}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=600, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NodeMissingError(f"{failure}: no answer within ten minutes") from error
    if done.returncode:
        last = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()][-5:]
        raise NodeMissingError(f"{failure}: {' / '.join(last)}")


def free_port() -> int:
    """Return a free TCP port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """One node with data of its own, which can be killed and started again on the same port.

    It compiles little, unless `options` say otherwise: its start then takes half the work.
    """

    def __init__(self, *, home: Path, options: tuple[str, ...] = LIGHT_COMPILATION) -> None:
        self.home = home
        self.options = options
        self.port = free_port()
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """Return the address that clients connect to."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        assembled = assemble()
        for name in ("config", "plugins", "logs"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        if not (self.home / "modules").exists():
            (self.home / "modules").symlink_to(assembled / "modules")
        log = (self.home / "output.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [*_java(assembled, self.options), str(self.home), str(self.port), str(free_port())],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.home,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if self._process is None or self._process.poll() is not None:
                break
            with contextlib.suppress(urllib.error.URLError, OSError):
                address = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=5s"
                with urllib.request.urlopen(address, timeout=10):  # noqa: S310  (our own address)
                    return
            time.sleep(0.2)
        lines = (self.home / "output.log").read_text(errors="replace").splitlines()[-15:]
        self.kill()
        raise NodeMissingError("Elasticsearch did not start: " + " / ".join(lines))

    def stop(self) -> None:
        """End the server as an operator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


def _java(assembled: Path, options: tuple[str, ...]) -> list[str]:
    natives = "org.elasticsearch.nativeaccess,org.elasticsearch.foreign,org.apache.lucene.core"
    return [
        str(java_home() / "bin" / "java"),
        *("--module-path", str(assembled / "lib")),
        "--add-modules=jdk.incubator.vector,org.elasticsearch.server,ALL-MODULE-PATH",
        *("-cp", str(assembled / LAUNCHER)),
        f"--enable-native-access={natives},ALL-UNNAMED",
        f"-Des.nativelibs.path={assembled / 'native'}",
        "-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false",
        "-XX:+UseSerialGC",
        "-Xms512m",
        "-Xmx1g",
        *options,
        "Launcher",
    ]


def _folder_in_memory() -> Path | None:
    """Return a writable folder in memory with enough space, or None."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES else None


@contextlib.contextmanager
def running(*, for_tests: bool = False) -> Iterator[Node]:
    """Run a fresh node; raises NodeMissingError where this machine cannot.

    Tests create and delete hundreds of small indexes. For them the node compiles little and stores
    its data in memory, because they would otherwise wait for the disk most of the time.
    """
    place, options = (_folder_in_memory(), LIGHT_COMPILATION) if for_tests else (None, ())
    with tempfile.TemporaryDirectory(prefix="lectern-elasticsearch-", dir=place) as home:
        node = Node(home=Path(home), options=options)
        node.start()
        try:
            yield node
        finally:
            node.stop()
