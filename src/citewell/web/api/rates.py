"""How often somebody may do something: counted in windows, in each process."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.web.api.problems import Problem
from citewell.web.limits import seconds_to_wait


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many requests in a window of so many seconds. `name` tells what is counted together."""

    name: str
    most: int
    in_s: int = 60


# What costs more than a look-up has a rate of its own, beside that of the key.
ASKING = Rate("ask", 30, 600)
CHECKING = Rate("check", 20, 60)
ANONYMOUS = Rate("anonymous", 120, 60)


def count(who: str, rate: Rate) -> None:
    """Count a request. Raises Problem with the seconds to wait where it is one too many."""
    wait_s = seconds_to_wait(rate.name, who, most=rate.most, in_s=rate.in_s)
    if wait_s:
        raise Problem(
            429,
            f"More than {rate.most} requests of this kind in {rate.in_s} seconds.",
            next=f"Wait {wait_s} seconds.",
            headers={"Retry-After": str(wait_s)},
        )
