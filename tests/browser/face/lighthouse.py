"""Lighthouse in the Chromium of the tests: a phone on a slow line, simulated, as the program does by default."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..conftest import CHROMIUM

PROGRAM = "lighthouse/cli/index.js"
# Without the last five, Chromium looks for updates and the like at every start: requests that are none of the page's.
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking " \
    "--disable-component-update --disable-sync"  # fmt: skip
TRIES = 3  # Chromium now and then loses the beginning of its own recording (NO_NAVSTART)
SCORES = ("performance", "accessibility", "best-practices", "seo")
VALUES = (
    "cumulative-layout-shift",
    "first-contentful-paint",
    "largest-contentful-paint",
    "speed-index",
    "total-blocking-time",
    "total-byte-weight",
)


@dataclass(frozen=True)
class Report:
    scores: dict  # {"seo": 1.0, …}
    failed: dict  # {"seo": ["is-crawlable"], …}: the audits that cost points
    values: dict  # {"cumulative-layout-shift": 0.0, …}


def measure(modules, url) -> Report:
    for _each in range(TRIES):
        answer = run(modules, url)
        if "runtimeError" not in answer:
            return read(answer)
    raise RuntimeError(f"Lighthouse failed {TRIES} times on {url}: {answer['runtimeError']['message']}")


def run(modules, url) -> dict:
    command = ["node", str(modules / PROGRAM), url, "--quiet", "--output=json", f"--chrome-flags={CHROME}"]
    command += [
        f"--only-categories={','.join(SCORES)}",
        "--disable-full-page-screenshot",
        "--no-enable-error-reporting",
    ]
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"  # into a pipe it writes no more than the pipe holds, and ends
        command.append(f"--output-path={report}")
        # It exits with 1 where the report holds an error of the run.
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        if not report.exists():
            raise RuntimeError(f"Lighthouse said nothing about {url}: {done.stderr}")
        return json.loads(report.read_text(encoding="utf-8"))


def read(answer) -> Report:
    audits, categories = answer["audits"], answer["categories"]
    failed = {}
    for name in SCORES:
        weighed = [audits[one["id"]] for one in categories[name]["auditRefs"] if one["weight"]]
        failed[name] = [one["id"] for one in weighed if one["score"] not in {1, None} or is_broken(one)]
    scores = {name: categories[name]["score"] for name in SCORES}
    return Report(scores, failed, {name: audits[name]["numericValue"] for name in VALUES})


def is_broken(audit):
    """Whether an audit could not be made, which leaves it without a score as one that does not apply."""
    return audit["scoreDisplayMode"] == "error"
