"""Makes any Python ≥ 3.11 good enough to run the project. Standard library only.

It steps aside when the locked dependencies can be imported already. Otherwise it makes
`.venv`, installs the lock into it and starts again there. A `.venv` counts only with
its stamp, which is written last: what was interrupted is made anew.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
# A pin that holds on every platform; pins with a marker are left to the installer.
PIN: Final = re.compile(r"^([\w.-]+)==([^\s;]+) \\$", re.MULTILINE)
RESTARTED: Final = "TICTAC_RESTARTED"


class SetupError(Exception):
    """The machine lacks something; the text says what, in one sentence."""


def main(argv: list[str]) -> None:
    os.environ["TICTAC_STARTED"] = str(time.time())
    os.environ["DJANGO_SETTINGS_MODULE"] = "tictac.settings"
    os.environ["TICTAC_PROFILE"] = profile_for(argv)
    command = argv[1] if len(argv) > 1 else "help"
    try:
        lock = lock_for(command)
        if not is_satisfied(lock, ROOT, VENV):
            ensure_environment(lock, ROOT, VENV)
            start_again(VENV, argv)
        os.environ.pop(RESTARTED, None)
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    run_django(argv)


def run_django(argv: list[str]) -> None:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


def profile_for(argv: list[str]) -> str:
    """How careful the settings must be; only `serve` faces the internet."""
    if "serve" in argv[1:2]:
        return "serve"
    return "check" if "--deploy" in argv else "local"


def lock_for(command: str) -> Path:
    needs_more = command in {"test", "screenshots", "faults", "bench"}
    return ROOT / f"requirements{'-test' if needs_more else ''}.txt"


def is_satisfied(lock: Path, root: Path, venv: Path) -> bool:
    """Whether this interpreter has what the lock names."""
    if is_inside(venv) and has_stamp(lock, root, venv):
        return True
    return all(
        installed_version(name) == version
        for name, version in pins(lock.read_text(encoding="utf-8")).items()
    )


def is_inside(venv: Path) -> bool:
    return Path(sys.prefix).resolve() == venv.resolve()


def pins(lock_text: str) -> dict[str, str]:
    return dict(PIN.findall(lock_text))


def installed_version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def ensure_environment(lock: Path, root: Path, venv: Path) -> None:
    """Make the virtual environment complete, one process at a time."""
    if has_stamp(lock, root, venv):
        return
    try:
        with only_one(root / ".venv.lock"):
            if not has_stamp(lock, root, venv):
                build(lock, root, venv)
    except OSError as error:
        reason = error.strerror or error
        raise SetupError(f"Cannot set up in {root}: {reason}.") from error


def build(lock: Path, root: Path, venv: Path) -> None:
    uv = shutil.which("uv")
    stamps = list(venv.glob("*.stamp"))
    was_complete = any(
        stamp.read_text().startswith(f"{identity(root)} ") for stamp in stamps
    )
    for stamp in stamps:
        stamp.unlink()
    if not was_complete and not is_inside(venv):
        if not uv:
            require_venv_module()
        with step("Making .venv"):
            make_venv(venv, uv)
    with step(f"Installing {lock.name}"):
        install(lock, venv, uv)
        if sys.dont_write_bytecode:
            compile_ahead(venv)
    for other in (root / "requirements.txt", lock):
        stamp_path(other, venv).write_text(stamp_text(other, root))


def make_venv(venv: Path, uv: str | None) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    if uv and run(uv, "venv", "--quiet", "--python", sys.executable, venv):
        return
    require_venv_module()
    if not run(sys.executable, "-m", "venv", "--clear", venv):
        raise SetupError(f"Python could not make a virtual environment in {venv}.")


def require_venv_module() -> None:
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise SetupError(
            "Python's venv module is missing; install it"
            " (on Debian and Ubuntu: sudo apt-get install python3-venv)."
        )


def install(lock: Path, venv: Path, uv: str | None) -> None:
    """Through uv when there is one, which takes a fifth of the time, else pip."""
    python = python_in(venv)
    options = ("--quiet", "--no-deps", "--require-hashes", "-r", lock)
    if uv and run(uv, "pip", "install", "--python", python, *options):
        return
    if not run(python, "-m", "pip", "--version"):
        run(python, "-m", "ensurepip", "--default-pip")
    pip = (python, "-m", "pip", "--no-input", "--disable-pip-version-check")
    if not run(*pip, "install", "--no-compile", *options, loud=True):
        raise SetupError("The dependencies could not be installed; see above for why.")


def compile_ahead(venv: Path) -> None:
    """Spare a Python that keeps no bytecode from compiling at every start.

    Any other compiles what it imports, once, which is a third of what there is.
    """
    leave_out = r"[/\\](tests?|pip|setuptools)[/\\]"
    python = python_in(venv)
    run(python, "-m", "compileall", "-qq", "-j", "0", "-x", leave_out, venv)


def run(*command: str | Path, loud: bool = False) -> bool:
    """Run a command to its end; its complaints are shown only when they matter."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if loud and done.returncode:
        tail = (done.stdout + done.stderr).splitlines()[-15:]
        say("\n".join(tail))
    return done.returncode == 0


def start_again(venv: Path, argv: list[str]) -> NoReturn:
    if RESTARTED in os.environ:
        raise SetupError("The environment in .venv is broken; delete it and try again.")
    os.environ[RESTARTED] = "1"
    python = str(python_in(venv))
    if sys.platform == "win32":
        sys.exit(subprocess.run([python, *argv], check=False).returncode)
    os.execv(python, [python, *argv])


def python_in(venv: Path) -> Path:
    if sys.platform == "win32":
        return venv / "Scripts" / "python.exe"
    return venv / "bin" / "python"


def has_stamp(lock: Path, root: Path, venv: Path) -> bool:
    stamp = stamp_path(lock, venv)
    return (
        python_in(venv).exists()
        and stamp.exists()
        and stamp.read_text() == stamp_text(lock, root)
    )


def stamp_path(lock: Path, venv: Path) -> Path:
    return venv / f"{lock.stem}.stamp"


def stamp_text(lock: Path, root: Path) -> str:
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{identity(root)} {digest}"


def identity(root: Path) -> str:
    """What an environment must have been made by and for: wheels fit one Python."""
    return f"{sys.implementation.cache_tag} {root}"


@contextlib.contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock on the file; the system frees it whatever becomes of the process."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another manage.py is setting up; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    started = time.monotonic()
    say(f"{title:<29}", end="")
    try:
        yield
    except BaseException:
        say("")
        raise
    seconds = time.monotonic() - started
    say(f"{seconds:6.1f} s")


def say(text: str, end: str = "\n") -> None:
    """Progress goes to stderr: a command's output may be piped into a file."""
    print(text, end=end, file=sys.stderr, flush=True)
