"""gunicorn, with the limits of docker/gunicorn.conf.py, cuts off clients that send nothing."""

import socket
import subprocess
import sys
import time

from tests.config.deployment import REPOSITORY, free_port, wait_for

CONFIGURATION = """
import runpy
limits = runpy.run_path({path!r})
names = ("worker_class", "threads", "keepalive", "backlog", "control_socket_disable",
         "limit_request_line", "limit_request_fields", "limit_request_field_size")
globals().update({{name: limits[name] for name in names}})
bind, workers = "127.0.0.1:{port}", 1
when_ready = limits["limit_slow_clients"]
"""
APPLICATION = """
def application(variables, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def status(port: int, *, header: str = "") -> str:
    with connect(port) as client:
        request = f"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{header}\r\n"
        client.sendall(request.encode())
        return client.recv(100).decode().split(" ")[1]


def is_up(port: int) -> bool:
    try:
        connect(port).close()
    except OSError:
        return False
    return True


def test_slow_clients_are_cut_off_and_long_headers_refused(tmp_path):
    port = free_port()
    path = str(REPOSITORY / "docker" / "gunicorn.conf.py")
    (tmp_path / "conf.py").write_text(CONFIGURATION.format(path=path, port=port))
    (tmp_path / "answer.py").write_text(APPLICATION)
    command = [sys.executable, "-m", "gunicorn", "-c", "conf.py", "answer:application"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as server:
        try:
            assert wait_for(lambda: is_up(port), seconds=30)
            # Twice as many as there are threads.
            slow = [connect(port) for _number in range(8)]
            for client in slow:
                client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
            time.sleep(0.5)
            started = time.monotonic()
            assert status(port) == "200"
            assert time.monotonic() - started < 25
            many = "".join(f"X-{number}: a\r\n" for number in range(99))
            assert status(port, header=f"X-Long: {'a' * 9_000}\r\n") in ("400", "431")
            assert status(port, header=many) in ("400", "431")
            for client in slow:
                client.close()
        finally:
            server.terminate()
