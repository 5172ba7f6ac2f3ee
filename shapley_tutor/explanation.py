"""What explain() returns: attributions with everything needed to read and to check them."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shapley_tutor._asked import Asked
from shapley_tutor._cells import for_pictures, index_of, own_copy, rows_at
from shapley_tutor._selection import (
    is_all,
    output_positions,
    places,
    refuse_labels,
    refuse_players,
    row_positions,
    split_key,
)
from shapley_tutor._summary import first_rows, headline, rows_left_out, way_to_one
from shapley_tutor._typing import BoolArray, FloatArray
from shapley_tutor.display import Table


@dataclass(frozen=True, repr=False, eq=False)
class Explanation:
    """Shapley values of many rows.

    Introduced in chapter *By hand, and by SHAP*.

    Two results are equal only if they are one and the same: compare their ``values``.

    Attributes
    ----------
    values
        Attributions (rows, players), or (rows, players, outputs).
    base_values
        v(empty set) of each row: (rows,) or (rows, outputs).
    predictions
        v(N), the prediction of each row: (rows,) or (rows, outputs).
    data
        The rows explained, as they were: a copy, which later changes of the caller's array or
        DataFrame do not reach.
    feature_names
        Names of the players: columns, and groups of columns.
    output_names
        A name for each output: text, or the labels of predict's columns. None, or one name,
        when ``values`` are (rows, players).
    standard_errors
        Of each value; 0 when exact.
    evaluations
        Model rows predicted, without the two that were asked for again.
    method
        How the values were found.
    columns
        Positions of each player's columns in ``data``.
    precision
        The standard error that was asked for, or None.
    asked
        The question: what was explained, value function, background, seed, versions. None of an
        explanation made by hand.

    Examples
    --------
    >>> from shapley_tutor import explain
    >>> e = explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)))
    >>> e.values
    array([[1., 0.],
           [0., 2.]])
    >>> e.additivity_gap()
    0.0
    """

    values: FloatArray
    base_values: FloatArray
    predictions: FloatArray
    data: Any
    feature_names: tuple[str, ...]
    output_names: tuple[Any, ...] | None
    standard_errors: FloatArray
    evaluations: int
    method: str
    columns: tuple[tuple[int, ...], ...]
    precision: float | None = None
    asked: Asked | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "data", own_copy(self.data))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Explanation]:
        """One row after another, each an explanation of one row."""
        return (self[row] for row in range(len(self)))

    @property
    def reached(self) -> BoolArray:
        """Rows of which no standard error is above the precision asked for, as booleans (rows,).

        All True where no precision was asked for.
        """
        most = np.inf if self.precision is None else self.precision
        axes = tuple(range(1, self.standard_errors.ndim))
        return np.asarray((self.standard_errors <= most).all(axis=axes))

    def additivity_gap(self) -> float:
        """Largest gap between a prediction and base value plus values, over rows and outputs.

        Returns
        -------
        float
            0 when no row is left.

        Examples
        --------
        >>> from shapley_tutor import explain
        >>> e = explain(lambda X: X.sum(axis=1), np.array([[3.0, 5.0]]), np.zeros((1, 2)))
        >>> e.additivity_gap()
        0.0
        """
        gaps = self.base_values + self.values.sum(axis=1) - self.predictions
        return float(np.abs(gaps).max(initial=0.0))

    def __getitem__(self, key: Any) -> Explanation:
        """Some rows, and some outputs where there are several.

        Players stay together, for only all of them sum to the prediction.

        Parameters
        ----------
        key
            ``e[3]``, ``e[:10]``, ``e[[2, 0]]`` and ``e[mask]`` keep rows, by position and always
            as rows, also when it is one; ``for one in e`` gives one row after another.
            ``e[:, 1]`` and ``e[:, "setosa"]`` keep one output, by position or name;
            ``e[:, :2]`` and ``e[:, ["setosa", "virginica"]]`` keep several.
            ``e[:, :, 1]`` and ``e[..., "setosa"]`` say the same with the players' axis.
            Names are compared as they are. Where a name is a whole number, whole numbers are
            names and only slices count positions.

        Returns
        -------
        Explanation
            With values (rows, players) for one output, given by itself; for a slice or list of
            them (rows, players, outputs). Outputs keep their names.

        Raises
        ------
        IndexError
            If there is no such row or output, or the index is of another kind.

        Examples
        --------
        >>> from shapley_tutor import explain
        >>> both = explain(lambda X: X @ [[1.0, 0.0], [2.0, 1.0]], np.eye(2), np.zeros((1, 2)))
        >>> both[:, "output 1"].values
        array([[0., 0.],
               [0., 1.]])
        >>> both[0, :, 0].values
        array([[1., 0.]])
        """
        rows, outputs = split_key(key)
        some = self if is_all(rows) else self._rows(rows)
        return some if is_all(outputs) else some._outputs(outputs)

    def _rows(self, key: Any) -> Explanation:
        refuse_labels(key, self.data, self.feature_names, self.output_names or ())
        kept = row_positions(key, len(self))
        return replace(
            self,
            values=self.values[kept],
            base_values=self.base_values[kept],
            predictions=self.predictions[kept],
            standard_errors=self.standard_errors[kept],
            data=rows_at(self.data, kept),
        )

    def _outputs(self, key: Any) -> Explanation:
        """One output as (rows, players), or several."""
        refuse_players(key, self.feature_names, self.output_names or ())
        if self.values.ndim == 2:
            if self.output_names and list(places(key, self.output_names)):
                return self
            named = f", {self.output_names[0]!r}" if self.output_names else ""
            raise IndexError(
                f"this explanation has one output{named}; index it by rows only, e[rows]: "
                f"the index after them is that of the output, got {key!r}"
            )
        names = self._names()
        kept = output_positions(key, names)
        return replace(
            self,
            values=self.values[..., kept].copy(),
            base_values=self.base_values[:, kept].copy(),
            predictions=self.predictions[:, kept].copy(),
            standard_errors=self.standard_errors[..., kept].copy(),
            output_names=tuple(names[k] for k in np.atleast_1d(kept)),
        )

    def _names(self) -> tuple[Any, ...]:
        """Names of several outputs."""
        return self.output_names or tuple(f"output {k}" for k in range(self.values.shape[2]))

    def to_frame(self) -> Any:
        """Convert to a pandas DataFrame: a row for each row explained, a column for each player.

        Returns
        -------
        pandas.DataFrame
            The first column is ``base``, the base value, the last ``prediction``; beside a
            player of that name it is called ``base value`` or ``prediction value``. The index is
            that of the data, in its order. Several outputs become a last level of the index,
            ``output``: every row once for each of them.

        Raises
        ------
        ModuleNotFoundError
            If pandas is not installed.

        Examples
        --------
        >>> from shapley_tutor import explain
        >>> both = explain(lambda X: X @ [[1.0, 0.0], [2.0, 1.0]], np.eye(2), np.zeros((1, 2)))
        >>> both.to_frame()
                    base   x0   x1  prediction
          output
        0 output 0   0.0  1.0  0.0         1.0
          output 1   0.0  0.0  0.0         0.0
        1 output 0   0.0  0.0  2.0         2.0
          output 1   0.0  0.0  1.0         1.0
        """
        try:
            import pandas as pd
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError("to_frame() needs pandas: pip install pandas") from error
        outputs = self._names() if self.values.ndim == 3 else None
        numbers = self._numbers()  # (rows, players + 2[, outputs])
        lines = np.moveaxis(numbers, 1, -1).reshape(-1, numbers.shape[1])
        return pd.DataFrame(lines, columns=self._column_names(), index=index_of(self.data, outputs))

    def to_shap(self) -> Any:
        """Convert to ``shap.Explanation``, which the pictures of ``shap.plots`` take.

        Cells of numbers and booleans become floats, durations days, missing ones NaN. Categories,
        text and dates become text, dates as 2024-01-31, missing ones "None". A group of columns
        has NaN.

        Returns
        -------
        shap.Explanation

        Raises
        ------
        ModuleNotFoundError
            If shap is not installed.

        Notes
        -----
        Bar, beeswarm, waterfall, scatter, heatmap, decision and force take any of it; violin
        takes numbers only, and image needs pictures. Of several outputs, pass one:
        ``e[:, "setosa"].to_shap()``. SHAP shows text without colors in the beeswarm, and dates
        of a scatter at equal distances: put numbers into ``data`` for an axis of time. Its
        scatter of missing numbers beside text, and its beeswarm of a group, warn of NaN.

        Examples
        --------
        >>> from shapley_tutor import explain
        >>> e = explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)))
        >>> e.to_shap().feature_names
        ['x0', 'x1']
        """
        try:
            import shap
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                'to_shap() needs shap: pip install "shapley-tutor[shap]"'
            ) from error
        several = self.values.ndim == 3
        return shap.Explanation(
            values=self.values,
            base_values=self.base_values,
            data=for_pictures(self.data, self.columns),
            feature_names=list(self.feature_names),
            output_names=[*map(str, self._names())] if several else None,
        )

    def __repr__(self) -> str:
        if self.values.ndim == 3:
            return f"{self._head()}\n{way_to_one(self._names())}"
        return f"{self._head()}\n{self._table()}{rows_left_out(len(self))}"

    def _repr_html_(self) -> str:
        head = f"<p>{html.escape(self._head())}</p>"
        if self.values.ndim == 3:
            return f"{head}<p>{html.escape(way_to_one(self._names()))}</p>"
        return f"{head}{self._table()._repr_html_()}{rows_left_out(len(self))}"

    def _head(self) -> str:
        head = f"{headline(self.values.shape)}: {self.method}, {self.evaluations:,} model rows"
        reached = self.reached
        missed = f", precision reached for {reached.sum()} of {len(self)} rows"
        return head if reached.all() else head + missed

    def _table(self) -> Table:
        names = self._column_names()
        return first_rows(self.base_values, self.values, self.predictions, names)

    def _numbers(self) -> FloatArray:
        """Base values, values and predictions: (rows, players + 2), or with outputs at the end."""
        ends = self.base_values[:, None], self.predictions[:, None]
        return np.concatenate([ends[0], self.values, ends[1]], axis=1)

    def _column_names(self) -> list[str]:
        base, prediction = "base", "prediction"
        while base in self.feature_names:
            base += " value"
        while prediction in self.feature_names:
            prediction += " value"
        return [base, *self.feature_names, prediction]
