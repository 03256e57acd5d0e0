"""The command line: what an administrator or a cron job types. `python -m kiosk --help` lists it.

Exit 0: done. 1: refused, or something failed, with one sentence on stderr. 2: wrong usage or a setting that cannot be
used. Nobody meets a traceback unless they ask for one with `--traceback`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn

import click

from kiosk import VERSION
from models.refusals import Refusal

REFUSED: Final = 1
WRONG_USAGE: Final = 2


def language() -> str:
    """The language of whoever typed the command, as the environment tells it; English where it tells nothing."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-CN" if said.startswith("zh") else "en"


class CalmGroup(click.Group):
    """Ends every command that fails with one sentence and its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.params.get("traceback"):
                raise
            _end(*_told(error))


def _told(error: Exception) -> tuple[str, int]:
    from kiosk.settings import BadSettingError

    if isinstance(error, BadSettingError):
        return str(error), WRONG_USAGE
    if isinstance(error, Refusal):
        from kiosk.i18n.refusals import sentence

        return sentence(error, language()), REFUSED
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return f"{error.strerror or type(error).__name__}{where}", REFUSED
    return f"Unexpected {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}", REFUSED


def _end(said: str, exit_code: int) -> NoReturn:
    click.echo(said, err=True)
    sys.exit(exit_code)


@click.group(cls=CalmGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="kiosk")
@click.option("--traceback", is_flag=True, help="Show where an unexpected error came from.")
def main(traceback: bool) -> None:  # noqa: ARG001 - read by CalmGroup
    """Yiji: booking, queueing and calling for a community's charity market."""
    _check_environment()


def _check_environment() -> None:
    """Raises BadSettingError before a command begins, not in the middle of it."""
    from kiosk.settings import BadSettingError, settings

    settings()
    try:
        import kiosk.clock  # noqa: F401 - it reads KIOSK_NOW when it is first imported
    except ValueError as error:
        wanted = os.environ.get("KIOSK_NOW", "")
        said = f"KIOSK_NOW must be an instant with offset like 2026-11-19T09:30:00+08:00, not {wanted!r}."
        raise BadSettingError(said) from error


def add_commands(commands: Sequence[click.Command]) -> None:
    for command in commands:
        main.add_command(command)
