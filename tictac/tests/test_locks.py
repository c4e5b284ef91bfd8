"""The locks: complete, hashed, naming no index, and the tests' on top of the other."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from tictac.bootstrap import ROOT, pins

BASE = (ROOT / "requirements.txt").read_text(encoding="utf-8")
TEST = (ROOT / "requirements-test.txt").read_text(encoding="utf-8")


def names(requirements: list[str]) -> Iterator[str]:
    for requirement in requirements:
        found = re.match(r"[\w.-]+", requirement)
        assert found
        yield found[0].lower()


def locked(text: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", text, re.MULTILINE))


@pytest.fixture
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_every_dependency_is_locked(project: dict):
    assert set(names(project["project"]["dependencies"])) <= locked(BASE)


def test_every_test_dependency_is_locked(project: dict):
    assert set(names(project["dependency-groups"]["test"])) <= locked(TEST)


def test_the_tests_run_what_is_served():
    assert pins(BASE).items() <= pins(TEST).items()


@pytest.mark.parametrize("text", [BASE, TEST])
def test_every_pin_carries_a_hash(text: str):
    for entry in re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry


@pytest.mark.parametrize("text", [BASE, TEST])
def test_no_lock_names_an_index(text: str):
    assert "index-url" not in text
    assert "find-links" not in text
    assert "://" not in text
