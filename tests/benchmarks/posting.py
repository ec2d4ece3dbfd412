"""Sixteen readers post at once to a real server: each receipt must be in the database, once, and nobody gets a 5xx.

    python -m tests.benchmarks.posting --seconds 60 --kill

First all of them post from one address: the throttle must let through exactly as many as the rules say. Then each
comment comes from another address.

It uses the database of DATABASE_URL, which it fills: give it a new one. With --kill a worker is killed with SIGKILL
every few seconds, and requests that die with it may fail, but no receipt may stand without its row.
"""

import argparse
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

from captcha.models import CaptchaStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from comments import receipts  # noqa: E402
from comments.models import Comment, CommentRules, ConsentText, PrivateContact  # noqa: E402
from tests.factories import make_article, make_identity  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
READERS = 16
ONE_ADDRESS = "192.0.2.16"
PER_MINUTE = 20  # comments taken from that address; each reader sends ATTEMPTS
ATTEMPTS = 4
CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}\b")
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded", "Host": "127.0.0.1"}


class Reader(threading.Thread):
    def __init__(self, number, port, article_id, consent_id, *, until=None, attempts=None):
        """Post until a moment of the monotonic clock, or so many times from the one address."""
        super().__init__()
        self.number, self.port, self.until, self.attempts = number, port, until, attempts
        self.path, self.consent_id = f"/binh-luan/{article_id}/", consent_id
        self.codes, self.statuses, self.times = [], Counter(), []

    def run(self):
        try:
            self.post_all()
        except Exception as fault:
            self.statuses[f"fault of the benchmark: {fault!r}"] += 1
            raise

    def post_all(self):
        if self.attempts:
            for _each in range(self.attempts):
                self.post_once(ONE_ADDRESS)
        while self.until and time.monotonic() < self.until:
            try:
                # Each comment comes from another address, or the throttle would be all that is measured.
                self.post_once(f"10.{self.number}.{secrets.randbelow(250)}.{secrets.randbelow(250)}")
            except (OSError, http.client.HTTPException):
                self.statuses["broken line"] += 1
                time.sleep(0.1)

    def post_once(self, sender):
        address = {"X-Forwarded-For": sender}
        opened, cookie = self.send("mo/", b"", address)
        answer = CaptchaStore.objects.get(hashkey=re.search(rb'"key": "(\w+)"', opened)[1].decode()).response
        connection.close()  # back to the pool: the readers are more than its connections
        words = secrets.token_hex(4)
        data = {
            "csrfmiddlewaretoken": re.search(rb'"csrfmiddlewaretoken": "(\w+)"', opened)[1].decode(),
            "form": re.search(rb'"form": "([^"]+)"', opened)[1].decode(),
            "key": re.search(rb'"key": "(\w+)"', opened)[1].decode(),
            "answer": answer,
            "name": f"Nguyễn Thị {words}",
            "title": f"Ý kiến số {words}",
            "text": f"Nội dung của ý kiến {words}.",
            "consent": "on",
            "consent_text": self.consent_id,
        }
        body = urlencode(data).encode()
        for _each in range(2 if secrets.randbelow(10) == 0 else 1):  # one in ten presses twice
            began = time.perf_counter()
            page, _cookie = self.send("", body, address | {"Cookie": cookie})
            self.times.append(time.perf_counter() - began)
            self.codes += set(CODE.findall(page.decode()))

    def send(self, path, body, headers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            line.request("POST", self.path + path, body, FORM_TYPE | headers)
            response = line.getresponse()
            page = response.read()
        finally:
            line.close()
        self.statuses[response.status] += 1
        return page, (response.headers.get("Set-Cookie") or "").split(";")[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--kill", action="store_true")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Comment.objects.exists():
        sys.exit("This database holds comments already: give the benchmark a new one in DATABASE_URL.")
    make_identity()
    article = make_article()
    with tempfile.NamedTemporaryFile("w+", suffix=".log") as log:
        port, server = start_server(log)
        try:
            throttled = run_throttled(port, article)
            readers = run_readers(port, article, server, options)
        finally:
            server.terminate()
            server.wait(30)
        log.seek(0)
        report(readers, throttled, log.read(), options)


def start_server(log):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"BEHIND_PROXY": "1", "HTTPS": "0"}
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--workers", "2", "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--timeout", "60"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=log, stderr=log)
    for _each in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return port, server
        except OSError:
            time.sleep(0.2)
    sys.exit("The server did not start.")


def run_throttled(port, article):
    """Send more than the rules allow from one address, within one minute of the clock."""
    CommentRules.objects.update(per_minute=PER_MINUTE, per_hour=0, article_per_minute=0)
    if time.time() % 60 > 15:
        time.sleep(60 - time.time() % 60)
    began = int(time.time()) // 60
    consent_id = ConsentText.objects.first().pk
    readers = [Reader(number, port, article.pk, consent_id, attempts=ATTEMPTS) for number in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    if int(time.time()) // 60 != began:
        sys.exit("This machine is too slow: the posts from one address did not fit into a minute.")
    CommentRules.objects.update(per_minute=1000)
    return readers


def run_readers(port, article, server, options):
    until = time.monotonic() + options.seconds
    consent_id = ConsentText.objects.first().pk
    readers = [Reader(number, port, article.pk, consent_id, until=until) for number in range(READERS)]
    for reader in readers:
        reader.start()
    while options.kill and time.monotonic() < until - 1:
        time.sleep(2)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        if children:
            os.kill(int(secrets.choice(children)), signal.SIGKILL)
    for reader in readers:
        reader.join()
    return readers


def report(readers, throttled, log, options):
    taken = {code for reader in throttled for code in reader.codes}
    refused = sum((reader.statuses for reader in throttled), Counter())[429]
    readers = [*throttled, *readers]
    statuses = sum((reader.statuses for reader in readers), Counter())
    codes = [code for reader in readers for code in reader.codes]
    times = sorted(seconds for reader in readers for seconds in reader.times)
    stored = set(Comment.objects.values_list("code_hash", flat=True))
    lost = [code for code in codes if receipts.hash_of(code) not in stored]
    faults = {
        "no comment was posted": not codes,
        f"{len(taken)} comments from one address, not {PER_MINUTE}": len(taken) != PER_MINUTE,
        "rows without a contact": Comment.objects.count() != PrivateContact.objects.count(),
        f"{len(lost)} receipts without a row": bool(lost),
        "rows that share a nonce": Comment.objects.count() != Comment.objects.values("nonce").distinct().count(),
        "a fault of the benchmark": any(str(status).startswith("fault") for status in statuses),
        "a 5xx": any(isinstance(status, int) and status >= 500 for status in statuses),
        "database is locked": "database is locked" in log,
        "broken lines without a kill": bool(statuses["broken line"]) and not options.kill,
    }
    print(f"{connection.vendor}: {len(codes)} receipts of {len(set(codes))} comments in {options.seconds} s")  # noqa: T201
    print(f"from one address: {len(taken)} taken, {refused} times refused")  # noqa: T201
    print(f"statuses: {dict(statuses)}")  # noqa: T201
    if times:
        print(f"posting: median {times[len(times) // 2] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms")  # noqa: T201
    if any(faults.values()):
        print(log[-3000:])  # noqa: T201
        sys.exit("; ".join(fault for fault, holds in faults.items() if holds))


if __name__ == "__main__":
    main()
