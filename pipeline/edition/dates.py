"""The date that files say they were made on: never the clock's."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.foundation.diagnostic import NOWHERE, Exit, unusable


def created(date: str, epoch: str = "") -> str:
    """Return the date a file says it was made on: that of `epoch`, which is SOURCE_DATE_EPOCH's, else the issue's own.

    The clock is never asked: the same input gives the same bytes. Raises `Unusable` (exit 2) for an epoch that is none.
    """
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        except (ValueError, OverflowError, OSError):
            raise unusable(
                "epoch-bad",
                f'SOURCE_DATE_EPOCH is "{epoch}", which is no time',
                NOWHERE,
                hint="seconds since 1970, such as 1796083200",
                exit_code=Exit.USAGE,
            ) from None
    year, month, day = [*date[:10].split("-"), "01", "01"][:3]
    return f"{year}-{month}-{day}T00:00:00Z"
