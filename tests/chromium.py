"""Which Chromium the browser tests drive: `python -m tests.chromium` prints it, after installing one if needed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

# The first is the browser without its windows: the same pages with a third less work.
INSTALLED_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def playwrights_own() -> str | None:
    """The Chromium that `playwright install` put into its cache, if it did."""
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find() -> str | None:
    """CHROMIUM, else an installed Chromium or Chrome, else Playwright's own, else None."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        found = shutil.which(wanted)
        if found is None:
            raise FileNotFoundError(f"CHROMIUM={wanted} is not a program")
        return found
    installed = (shutil.which(name) for name in INSTALLED_NAMES)
    return next((path for path in installed if path), None) or playwrights_own()


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser of one's own. While it stands, its event loop counts as running in this thread."""
    path = find()
    assert path is not None, "no Chromium: make chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def install() -> None:
    """Debian's package where we may install one (its libraries come with it), else Playwright's download."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], check=True, env=environment)
        subprocess.run(["apt-get", "install", "-q", "-y", INSTALLED_NAMES[0]], check=True, env=environment)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def main() -> int:
    if find() is None:
        install()
    found = find()
    print(found or "no Chromium, and none could be installed", file=sys.stdout if found else sys.stderr)
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
