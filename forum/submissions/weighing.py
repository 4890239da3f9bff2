"""Cross-group support: how broadly a submission is carried, told so that a loud group does not drown a quiet one.

Groups are the units, as in Polis's group-informed consensus, where what counts is the share of each group and not the crowd. There a
share needs to know who did not agree; here nobody votes against, so a group's share is the lower bound of Wilson's interval for ``n``
voices out of ``n`` (with z = 1), which is ``n / (n + 1)``: one voice makes half a group, three make three quarters, forty make nearly a
whole one, and no group ever makes more. The support of a submission is the sum of the shares.

It is kept in thousandths, so that both engines order it alike. A group's official position stands beside this number and is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func

WHOLE = 1000


def share(people: Any) -> Any:
    """A group's share in thousandths, to the nearest; of a number, or in SQL of a column of whole numbers."""
    return (2 * WHOLE * people + people + 1) // (2 * (people + 1))


def breadth(groups: Iterable[int]) -> int:
    """The sum of the shares of groups with so many supporters each."""
    return sum(share(people) for people in groups)


def breadth_of(people: Any) -> Any:
    """The same over the rows of a query."""
    return func.coalesce(func.sum(share(people)), 0)


EXAMPLE = (("A", (40,)), ("B", (3, 3, 3)), ("C", (1, 1)))
"""The worked example of the page that explains this: submissions, each with the supporters of its groups."""
