"""The settings: safe by default, loud when something is missing, all of them named."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tictac.bootstrap import ROOT
from tictac.checks import no_wildcards, only_networks
from tictac.secret import read_or_make
from tictac.settings_table import entries, settings_table

EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


def manage(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "manage.py", *words),
        cwd=ROOT,
        env=os.environ | {"SECRET_KEY": ""} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_serve_refuses_without_a_secret_key(tmp_path: Path):
    done = manage("serve", VAR_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set;")
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_settings_of_serve_pass_every_deployment_check(tmp_path: Path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("variable", ["ALLOWED_HOSTS", "ALLOWED_ORIGINS"])
def test_serve_refuses_a_wildcard(tmp_path: Path, variable: str):
    done = manage(
        "serve",
        "--port=0",
        VAR_DIR=str(tmp_path),
        SECRET_KEY="0123456789" * 6,
        **{variable: "*"},
    )
    assert done.returncode == 1
    assert "would let every site in" in done.stderr


def test_a_wildcard_inside_an_address_is_refused_too(settings):
    settings.ALLOWED_ORIGINS = ["https://*.example.org"]
    assert [error.id for error in no_wildcards(None)] == ["tictac.E001"]


def test_a_subdomain_wildcard_of_djangos_is_refused_too(settings):
    settings.ALLOWED_HOSTS = [".example.org"]
    assert [error.id for error in no_wildcards(None)] == ["tictac.E001"]


def test_listed_addresses_are_welcome(settings):
    settings.ALLOWED_HOSTS = ["example.org"]
    settings.ALLOWED_ORIGINS = ["https://example.org"]
    assert no_wildcards(None) == []


@pytest.mark.parametrize("command", ["play", "serve"])
@pytest.mark.parametrize("variable", ["METRICS_ALLOW", "TRUSTED_PROXIES"])
def test_who_is_let_in_must_be_an_address(tmp_path: Path, command: str, variable: str):
    done = manage(
        *(command, "--port=0"),
        VAR_DIR=str(tmp_path),
        SECRET_KEY="0123456789" * 6,
        **{variable: "127.0.0.1,the office"},
    )
    assert done.returncode == 1
    said = f"{variable} must list addresses and networks, and 'the office' is neither."
    assert said in done.stderr


@pytest.mark.parametrize("value", ["", "*", "10.0.0.1/8", "1.2.3", "proxy", "::1/129"])
def test_what_is_no_network_is_refused(settings, value: str):
    settings.TRUSTED_PROXIES = ["127.0.0.1", value]
    (error,) = only_networks(None)
    assert (error.id, value in error.msg) == ("tictac.E002", True)


def test_addresses_and_networks_are_welcome(settings):
    for name in ("METRICS_ALLOW", "TRUSTED_PROXIES"):
        setattr(settings, name, ["10.0.0.0/8", "192.0.2.1", "::1", "fd00::/8"])
    assert only_networks(None) == []


def test_the_key_a_machine_makes_is_its_owners_alone(tmp_path: Path):
    path = tmp_path / "var" / "secret_key"
    key = read_or_make(path)
    assert len(key) > 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_or_make(path) == key
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_every_variable_is_in_the_example():
    source = (ROOT / "tictac" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))
    set_by_manage = {"TICTAC_PROFILE", "TICTAC_STARTED"}
    assert {name for name, _, _ in entries(EXAMPLE)} == read - set_by_manage


def test_nothing_else_reads_the_environment():
    own_business = {
        *("bootstrap.py", "settings.py", "asgi.py", "test.py"),
        "supervisor.py",  # hands its own on to its processes
        "screen.py",  # whether the terminal of a player wants colours
    }
    readers = {
        path.name
        for folder in ("tictac", "home", "game")
        for path in (ROOT / folder).rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    assert readers <= own_business


def test_the_readme_shows_the_settings_as_they_are():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert settings_table(EXAMPLE) in readme, (
        "put the output of `manage.py settings_table` into the README"
    )
