"""The errors Citewell raises, as one tree.

    CitewellError
    ├── UserError            what was given is wrong: a message, no traceback (exit 2 or 3)
    │   ├── BadInput         a question, a file or a record cannot be used (exit 3)
    │   └── NotFound         the thing named is not in the library (exit 3)
    ├── SourceError          a service or a file failed (exit 4); `permanent` decides retry
    │   └── Unreachable      nobody answered: no network, or a service that is down
    ├── LibraryError         the library cannot be read or written (exit 5)
    └── ContractError        a service or a model broke its promise (exit 4)

A message says what happened, to which item, and what to do next.
"""

from __future__ import annotations


class CitewellError(Exception):
    """Anything that Citewell reports to its user without a traceback."""

    exit_code = 1


class UserError(CitewellError):
    """What was given cannot be used; the message says why and what to do."""

    exit_code = 2


class BadInput(UserError):
    """A question, a file or a record is malformed."""

    exit_code = 3


class NotFound(UserError):
    """The thing named is not in the library."""

    exit_code = 3


class SourceError(CitewellError):
    """A source failed. `permanent` is False where trying again may help."""

    exit_code = 4

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class Unreachable(SourceError):
    """A service could not be reached at all. Trying again may help."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)


class LibraryError(CitewellError):
    """The library cannot be opened, read or written."""

    exit_code = 5


class ContractError(CitewellError):
    """A service or a model answered in a form it promised not to use."""

    exit_code = 4
