"""The locks: what pip installs is what the project asks for, checked by hash, from whichever index the reader uses."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME = PROJECT["dependencies"]
DEV = RUNTIME + PROJECT["optional-dependencies"]["dev"]
WANTED = [("requirements.txt", wanted) for wanted in RUNTIME] + [("requirements-dev.txt", wanted) for wanted in DEV]

both_locks = pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])


def text(lock: str) -> str:
    return (ROOT / lock).read_text("utf-8")


def lines(lock: str) -> list[str]:
    """Everything pip acts upon: comments gone, continued lines joined."""
    kept = [line for line in text(lock).splitlines() if not line.lstrip().startswith("#")]
    return [line for line in "\n".join(kept).replace("\\\n", " ").splitlines() if line.strip()]


def requirements(lock: str) -> list[Requirement]:
    return [Requirement(line.partition("--hash=")[0]) for line in lines(lock)]


def releases(lock: str) -> dict[str, str]:
    """Name → release of everything in the lock, whatever machine it is for."""
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in requirements(lock)}


@both_locks
def test_lock_names_no_address(lock):
    found = re.findall(r".*(?:://| @ ).*", text(lock))

    assert found == []


@both_locks
def test_every_requirement_is_one_release_with_hashes(lock):
    entry = re.compile(r"[a-z0-9.-]+==[0-9][\w.]*( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+ *")

    assert [line for line in lines(lock) if not entry.fullmatch(line)] == []
    assert len(releases(lock)) == len(lines(lock)) > 0


@pytest.mark.parametrize(("lock", "wanted"), WANTED)
def test_lock_holds_every_dependency_within_its_bounds(lock, wanted):
    requirement = Requirement(wanted)

    release = releases(lock).get(canonicalize_name(requirement.name))

    assert release is not None, f"{wanted} of pyproject.toml is not in {lock}"
    assert requirement.specifier.contains(release), f"{lock} holds {release}, pyproject.toml asks for {wanted}"


def test_developers_run_the_releases_that_a_site_runs():
    site, developers = releases("requirements.txt"), releases("requirements-dev.txt")

    assert {name: developers.get(name) for name in site} == site
