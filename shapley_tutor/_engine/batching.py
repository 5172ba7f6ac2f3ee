"""How many rows to give to predict at a time: measured on the calls themselves.

Networks are fastest at some thousand rows, tree ensembles at ten times as many.
"""

from __future__ import annotations

FIRST_ROWS = 4_096
MOST_ROWS = 131_072
_FEWEST_ROWS = 16  # a photograph takes most of a megabyte
_MOST_BYTES = 8 * 2**20  # of the rows in one batch
_SECONDS_TO_EXPLORE = 0.05  # shorter jobs stay at FIRST_ROWS: a trial would cost more than it saves
_TIMINGS = 3  # the fastest of so many calls counts
_MUCH_WORSE = 1.25  # a batch that takes this much more time per row ends the search


class BatchSize:
    """Doubles the batch until that makes predict much slower per row, then takes the best size.

    Attributes
    ----------
    rows
        Rows to give to predict in the next call.
    """

    def __init__(self, row_bytes: int) -> None:
        limit = max(_FEWEST_ROWS, _MOST_BYTES // max(row_bytes, 1))
        self._most = min(MOST_ROWS, limit)
        self.rows = min(FIRST_ROWS, limit)
        self._best = float("inf")  # seconds per row …
        self._best_rows = self.rows  # … at this size
        self._timings: tuple[float, ...] = ()
        self._settled = False
        self._spent = 0.0

    def observe(self, rows: int, seconds: float) -> None:
        """Take note of one call; calls much smaller than a batch say nothing."""
        if self._settled or 2 * rows < self.rows:
            return
        self._spent += seconds
        self._timings = (*self._timings[1 - _TIMINGS :], seconds / rows)
        if len(self._timings) < _TIMINGS or self._spent < _SECONDS_TO_EXPLORE:
            return
        fastest = min(self._timings)
        self._timings = ()
        if fastest < self._best:
            self._best, self._best_rows = fastest, self.rows
        if fastest > _MUCH_WORSE * self._best or 2 * self.rows > self._most:
            self.rows, self._settled = self._best_rows, True
        else:
            self.rows *= 2

    def bits(self, pairs: int, n: int, mask: int) -> int:
        """Largest b such that 2**b coalitions of these pairs fit, aligned to where mask stands."""
        bits = min(max(self.rows // pairs, 1).bit_length() - 1, n)
        return min(bits, (mask & -mask).bit_length() - 1) if mask else bits
