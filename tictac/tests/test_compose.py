"""The compose file and the image: read closely, and run without containers.

What they start is started here natively, on a real PostgreSQL and a real Valkey. The
images themselves and the proxy's configuration are not reached by any of this.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from e2e.brokers import Valkey
from e2e.postgres import Postgres
from tictac.bootstrap import ROOT
from tictac.settings_table import entries
from tictac.tests.test_serving import fetch

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = [name for name, service in SERVICES.items() if "build" in service]
SECRETS = {"SECRET_KEY": "0123456789" * 6, "POSTGRES_PASSWORD": "secret"}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def filled(text: str, **given: str) -> str:
    """What compose makes of `${NAME:-default}` and `${NAME:?complaint}`."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        if name in given:
            return given[name]
        assert kind == "-", f"{name} must be given: {rest}"
        return str(rest)

    return VARIABLE.sub(value, text)


def environment(service: str) -> dict[str, str]:
    """The settings of a container."""
    return {
        name: filled(str(value), **SECRETS)
        for name, value in SERVICES[service]["environment"].items()
    }


def manage_commands() -> Iterator[tuple[str, list[str]]]:
    for name in OURS:
        yield name, SERVICES[name]["command"]
    found = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found
    yield "Dockerfile", yaml.safe_load(found[1])


@pytest.fixture(scope="module")
def surroundings() -> Iterator[dict[str, str]]:
    """The settings of `web`, with the services where they are on this machine."""
    with Postgres() as postgres, Valkey() as valkey:
        yield environment("web") | {
            "ALLOWED_HOSTS": "127.0.0.1",
            "DATABASE_URL": postgres.make_database("tictac"),
            "REDIS_URL": valkey.url,
            "TRUSTED_PROXIES": "127.0.0.1",
        }


@pytest.fixture
def run(start, surroundings: dict[str, str]):
    """Run what a container would: the same words, on any port of this machine."""

    async def run(words: list[str]):
        assert words[:2] == ["python", "manage.py"]
        native = [
            "--port=0" if word.startswith("--port=") else word
            for word in words[2:]
            if not word.startswith("--host=")
        ]
        return await start(*native, **surroundings)

    return run


def test_the_settings_of_a_container_exist():
    known = {name for name, _, _ in entries((ROOT / ".env.example").read_text("utf-8"))}
    for name in OURS:
        assert set(SERVICES[name]["environment"]) <= known


def test_the_services_are_named_as_their_addresses_say():
    web = environment("web")
    assert "@postgres:5432/" in web["DATABASE_URL"]
    assert web["REDIS_URL"].startswith("redis://valkey:6379/")
    assert {"postgres", "valkey", "migrate", "web", "proxy"} == set(SERVICES)
    subnet = COMPOSE["networks"]["default"]["ipam"]["config"][0]["subnet"]
    assert web["TRUSTED_PROXIES"] == subnet


@pytest.mark.parametrize("secret", ["SECRET_KEY", "POSTGRES_PASSWORD"])
def test_secrets_have_no_default(secret: str):
    for kind, _ in re.findall(
        rf"\$\{{{secret}:([-?])([^}}]*)", (ROOT / "docker-compose.yml").read_text()
    ):
        assert kind == "?"


def test_everything_that_stays_up_is_watched_and_comes_back():
    for name, service in SERVICES.items():
        if name == "migrate":
            assert service["restart"] == "no"
            continue
        assert service["healthcheck"]["test"][0] == "CMD"
        assert service["restart"] == "unless-stopped"


def test_everybody_waits_for_somebody_who_is_there():
    for service in SERVICES.values():
        for name, wish in service.get("depends_on", {}).items():
            condition = wish["condition"]
            if condition == "service_healthy":
                assert "test" in SERVICES[name]["healthcheck"]
            else:
                assert condition == "service_completed_successfully"
                assert SERVICES[name]["restart"] == "no"


def test_volumes_are_declared_and_files_exist():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).is_file()
            else:
                assert source in COMPOSE["volumes"]


def test_nothing_stands_in_the_way_of_several_web_containers():
    assert not {"container_name", "ports"} & set(SERVICES["web"])


def test_a_drain_has_the_time_it_takes():
    assert SERVICES["web"]["stop_grace_period"] == "15s"


@pytest.mark.parametrize(("name", "words"), list(manage_commands()))
def test_every_command_is_one_of_ours(name: str, words: list[str]):
    _python, manage, command, *options = words
    assert manage == "manage.py"
    loaded = load_command_class(get_commands()[command], command)
    loaded.create_parser("manage.py", command).parse_args(options)


async def test_the_commands_run_natively_in_their_order(run):
    migrate = await run(SERVICES["migrate"]["command"])
    _, complaints = await migrate.process.communicate()
    assert (migrate.process.returncode, complaints) == (0, b"")

    web = await run(SERVICES["web"]["command"])
    await web.until_ready()
    assert (await fetch(web.url)).status == 200
    assert (await fetch(f"{web.url}readyz")).status == 200
    for words in (
        SERVICES["web"]["healthcheck"]["test"][1:],
        yaml.safe_load(
            DOCKERFILE.split("HEALTHCHECK")[1].split("CMD ", 1)[1].split("\n")[0]
        ),
    ):
        assert probe(words, web.url).returncode == 0
        assert probe(words, "http://127.0.0.1:1/").returncode != 0
    code, complaints = await web.stop()
    assert code == 0
    assert "Traceback" not in complaints


def probe(words: list[str], url: str) -> subprocess.CompletedProcess[bytes]:
    _python, *rest = (word.replace("http://127.0.0.1:8000/", url) for word in words)
    return subprocess.run((sys.executable, *rest), capture_output=True, check=False)


def test_the_image_is_made_in_stages_and_runs_as_nobody_special():
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", DOCKERFILE, re.MULTILINE)
    assert stages[0][1] == "build"
    assert len(stages) == 2
    final = DOCKERFILE.split("FROM ")[-1]
    assert re.search(r"^USER tictac$", final, re.MULTILINE)
    assert (
        final.index("USER tictac") < final.index("HEALTHCHECK") < final.index("\nCMD")
    )
    assert "--require-hashes" in DOCKERFILE


def test_what_the_image_copies_is_there():
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in shlex.split(line)[:-1]:
            assert (ROOT / source).exists()


def test_what_the_program_needs_is_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text().split()
    needed = ("manage.py", "requirements.txt", "tictac", "home", "game", "frontend")
    assert not set(needed) & set(ignored)
    assert {"var", "e2e"} <= set(ignored)
    assert ".*" in ignored, "neither .env nor .git"


def test_the_guide_says_what_was_not_tried():
    text = " ".join((ROOT / "docs" / "deploy.md").read_text("utf-8").split())
    assert "has never been started as a whole" in text


def test_every_manage_command_of_the_guide_exists():
    text = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    for command, rest in re.findall(r"manage\.py (\w+)((?: --[\w=-]+)*)", text):
        loaded = load_command_class(get_commands()[command], command)
        loaded.create_parser("manage.py", command).parse_args(rest.split())
