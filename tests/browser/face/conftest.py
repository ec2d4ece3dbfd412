"""The public face as production serves it, crawled once, and the programs that look at it."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from . import crawl
from .site import serve

# What Chromium's tools and the checker come from; `.ci/services measures FOLDER` fills it.
MODULES = os.environ.get("PORTAL_MEASURES", "")
IS_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
NEWSROOM = f"/{settings.ADMIN_PATH}"


@pytest.fixture(scope="session")
def face(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("face")) as site:
        yield site


@pytest.fixture(scope="session")
def answers(face):
    return crawl.crawl(face, NEWSROOM, [*face.made.values(), *crawl.UNLINKED.values()])


@pytest.fixture(scope="session")
def pages(answers, face):
    """One page of each kind: {name: address}, the unhappy ones among them."""
    return crawl.kinds(answers) | crawl.UNLINKED | face.made


@pytest.fixture(scope="session")
def modules():
    """The folder with Lighthouse, the checker and the official schema of sitemaps."""
    folder = Path(MODULES) / "node_modules"
    if MODULES and folder.is_dir():
        return folder
    missing = f"PORTAL_MEASURES={MODULES} names no folder with node_modules: see .ci/services measures."
    if IS_CI:
        pytest.fail(missing)
    return pytest.skip(missing)
