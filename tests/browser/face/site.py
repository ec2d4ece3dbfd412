"""The site as production serves it: the demo and a few pages that it lacks, behind gunicorn, packed and without DEBUG.

    python -m tests.browser.face.site FOLDER

makes database, photos and static files; `serve` starts a server on them. Both run in processes of their own, whose
settings have nothing to do with those of the tests.
"""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.models import Article, Section  # noqa: E402
from articles.states import Status  # noqa: E402
from tests.factories import make_article  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
PLAIN = Path(__file__).with_name("plain.html")  # 6 KB of prose: what repeats itself would pack too well


@dataclass(frozen=True)
class Site:
    url: str
    made: dict  # the addresses of what was added to the demo: {"plain": "/bai-viet/…/", …}


def environment(folder: Path, **settings) -> dict:
    places = {
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PYTHONWARNINGS": "ignore",
    }
    return os.environ | places | settings


def build(folder: Path) -> dict:
    command = [sys.executable, "-m", "tests.browser.face.site", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment(folder, DEBUG="1"), check=True)
    return json.loads((folder / "made.json").read_text(encoding="utf-8"))


@contextmanager
def serve(folder: Path):
    """Build the site in a folder and run it there until the block ends."""
    made = build(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"DEBUG": "0", "HTTPS": "0", "SECRET_KEY": "a" * 50, "ALLOWED_HOSTS": "127.0.0.1"}
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
    with (folder / "server.log").open("w+") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment(folder, **settings), stdout=log, stderr=log)
        try:
            wait_for(port, server, log)
            yield Site(f"http://127.0.0.1:{port}", made)
        finally:
            server.terminate()
            server.wait(30)


def wait_for(port, server, log):
    for _each in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    log.seek(0)
    raise RuntimeError(f"The server did not start: {log.read()}")


def main(folder: Path):
    """Fill the database that the environment names."""
    with Path(os.devnull).open("w") as nowhere:
        call_command("demo", no_serve=True, stdout=nowhere)
        call_command("collectstatic", interactive=False, verbosity=0)
    section = Section.objects.get(slug="van-hoa-xa-hoi").pk
    plain = make_article(
        title="Sáu trăm cuốn sách của thôn Gò Mía",
        lead="Từ một phòng học bỏ trống, tủ sách do bà con tự góp đã thành nơi trẻ em tìm đến mỗi chiều.",
        body=PLAIN.read_text(encoding="utf-8"),
        section=section,
    )
    withdrawn = Article.objects.get(status=Status.WITHDRAWN)  # an article of the demo links it still, for its report
    now = timezone.now()
    last_week, yesterday = now - timedelta(days=7), now - timedelta(days=1)
    ended = make_article(title="Lịch cắt nước", section=section, published_at=last_week, expires_at=yesterday)
    pages = {"plain": plain, "withdrawn": withdrawn, "ended": ended}
    made = {name: article.get_absolute_url() for name, article in pages.items()}
    (folder / "made.json").write_text(json.dumps(made), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
