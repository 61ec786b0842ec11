"""From an error to one sentence and an exit status: the same mapping for every program."""

from __future__ import annotations

import errno
import logging
from pathlib import Path

import click
import platformdirs

from qtf_format.errors import Exit, Language, QtfError, Text
from qtf_office import messages
from qtf_office.cli import logs, output, usage

__all__ = ["CRASHED", "INTERRUPTED", "report", "sentence"]

logger = logging.getLogger(__name__)

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells expect it."""

CRASHED = 70
"""Exit status after a mistake of our own (EX_SOFTWARE); no outcome may be read from it."""

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def report(error: BaseException, program: str, language: Language, log: Path | None) -> int:
    """Tell a person on stderr what went wrong and return the exit status.

    `log` is the open log file, if there is one: a mistake of our own is written there.
    """
    match error:
        case QtfError():
            logger.info("ended by %s", type(error).__name__)
            output.error_line(sentence(error, language))
            return int(error.exit)
        case click.UsageError():
            _show_usage(error, language)
            return Exit.USAGE
        case click.ClickException():
            output.error_line(usage.complaint(error.format_message(), language))
            return Exit.USAGE
        case KeyboardInterrupt() | click.Abort() | EOFError():
            output.error_line(messages.INTERRUPTED(language))
            return INTERRUPTED
        case OSError():
            return _report_os_error(error, language)
    return _report_mistake(error, program, language, log)


def sentence(error: QtfError, language: Language) -> str:
    """Return "title advice" of an error on one line."""
    return " ".join(output.tame(part) for part in error.sentences(language) if part)


def _show_usage(error: click.UsageError, language: Language) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        output.error_line(error.format_message())
        return
    if error.ctx is not None:
        with error.ctx.scope(cleanup=False):
            output.error_line(error.ctx.get_usage())
        output.error_line(messages.SEE_HELP(language, command=error.ctx.command_path))
    told = usage.complaint(error.format_message(), language)
    output.error_line(messages.USAGE_ERROR(language, complaint=told))


def _report_os_error(error: OSError, language: Language) -> int:
    logger.error("the system refused an operation: errno %s", error.errno)
    if error.errno in _FULL:
        output.error_line(messages.DISK_FULL(language))
        return Exit.OFFICE_UNUSABLE
    told: Text = messages.SYSTEM_REFUSED
    output.error_line(
        told(language, file=output.tame(error.filename or "–"), detail=error.strerror or "")
    )
    return Exit.NEEDS_PERSON


def _report_mistake(
    error: BaseException, program: str, language: Language, log: Path | None
) -> int:
    opened = None
    if log is None:
        opened = logs.start(platformdirs.user_log_path("qtf", appauthor=False), program)
        log = opened.file if opened else None
    logger.critical("unexpected error", exc_info=error)
    if opened is not None:
        opened.close()
    output.error_line(messages.OUR_MISTAKE(language, kind=type(error).__name__, log=log or "–"))
    return CRASHED
