"""What explain() returns: attributions with everything needed to read and to check them."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.display import Table, text_number

_ROWS_SHOWN = 5


@dataclass(frozen=True, repr=False)
class Explanation:
    """Shapley values of many rows.

    Attributes
    ----------
    values
        Attributions (rows, players), or (rows, players, outputs).
    base_values
        v(empty set) of each row: (rows,) or (rows, outputs).
    predictions
        v(N), the prediction of each row: (rows,) or (rows, outputs).
    data
        The rows explained, as they were given.
    feature_names
        Names of the players: columns, and groups of columns.
    output_names
        None for a model with one output, else one name for each.
    standard_errors
        Of each value; 0 when exact.
    evaluations
        Model rows predicted.
    method
        How the values were found.

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
    output_names: tuple[str, ...] | None
    standard_errors: FloatArray
    evaluations: int
    method: str
    columns: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.values)

    def additivity_gap(self) -> float:
        """Largest |base value + sum of values - prediction| over rows and outputs."""
        gaps = self.base_values + self.values.sum(axis=1) - self.predictions
        return float(np.abs(gaps).max())

    def __getitem__(self, key: Any) -> Explanation:
        """Some rows, and one output where there are several.

        ``e[3]``, ``e[:10]`` and ``e[mask]`` keep rows (always as rows, also when it is one);
        ``e[:, 1]`` and ``e[:, "setosa"]`` keep one output, given by position or name.
        """
        rows, output = key if isinstance(key, tuple) else (key, None)
        kept = np.arange(len(self))[rows].reshape(-1)
        some = replace(
            self,
            values=self.values[kept],
            base_values=self.base_values[kept],
            predictions=self.predictions[kept],
            standard_errors=self.standard_errors[kept],
            data=self.data.iloc[kept] if is_frame(self.data) else self.data[kept],
        )
        return some if output is None else some._one_output(self._output_position(output))

    def _output_position(self, output: int | str) -> int:
        if self.output_names is None:
            raise IndexError("this explanation has one output; index it by rows only, e[rows]")
        if output in self.output_names:
            return self.output_names.index(str(output))
        if isinstance(output, str) or not -len(self.output_names) <= output < len(
            self.output_names
        ):
            raise IndexError(f"no output {output!r}; there are {', '.join(self.output_names)}")
        return int(output)

    def _one_output(self, k: int) -> Explanation:
        return replace(
            self,
            values=self.values[..., k],
            base_values=self.base_values[:, k],
            predictions=self.predictions[:, k],
            standard_errors=self.standard_errors[..., k],
            output_names=None,
        )

    def to_frame(self) -> Any:
        """Convert to a pandas DataFrame: a row for each row explained, a column for each player.

        The first column is the base value, the last the prediction; the index is that of the
        data. Several outputs become a second level of the index.

        Raises
        ------
        ModuleNotFoundError
            If pandas is not installed.
        """
        try:
            import pandas as pd
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError("to_frame() needs pandas: pip install pandas") from error
        index = self.data.index if is_frame(self.data) else pd.RangeIndex(len(self))
        if self.output_names is None:
            return pd.DataFrame(self._numbers(), columns=self._column_names(), index=index)
        frames = [self[:, k].to_frame() for k in range(len(self.output_names))]
        return (
            pd.concat(frames, keys=self.output_names, names=["output"])
            .swaplevel()
            .sort_index(level=0, sort_remaining=False)
        )

    def to_shap(self) -> Any:
        """Convert to ``shap.Explanation``, for every picture in ``shap.plots``.

        A player of one column keeps that column's data; a group of columns has NaN there.

        Raises
        ------
        ModuleNotFoundError
            If shap is not installed.
        """
        try:
            import shap
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(
                'to_shap() needs shap: pip install "shapley-tutor[shap]"'
            ) from error
        return shap.Explanation(
            values=self.values,
            base_values=self.base_values,
            data=self._player_data(),
            feature_names=list(self.feature_names),
            output_names=list(self.output_names) if self.output_names else None,
        )

    def _player_data(self) -> Array:
        rows = self.data.to_numpy() if is_frame(self.data) else self.data
        unknown = np.full(len(rows), np.nan)
        cells = [rows[:, own[0]] if len(own) == 1 else unknown for own in self.columns]
        return np.column_stack(cells)

    def __repr__(self) -> str:
        rows, players = self.values.shape[:2]
        outputs = f", {self.values.shape[2]} outputs" if self.values.ndim == 3 else ""
        head = (
            f"Explanation of {rows} row{'s' * (rows != 1)}, {players} "
            f"player{'s' * (players != 1)}{outputs}: {self.method}, "
            f"{self.evaluations:,} model rows"
        )
        return head if self.values.ndim == 3 else f"{head}\n{self._table()}{self._rows_left_out()}"

    def _repr_html_(self) -> str:
        head = repr(self).splitlines()[0]
        if self.values.ndim == 3:
            return f"<p>{html.escape(head)}</p>"
        return f"<p>{html.escape(head)}</p>{self._table()._repr_html_()}{self._rows_left_out()}"

    def _table(self) -> Table:
        cells = [[*map(text_number, row)] for row in self._numbers()[:_ROWS_SHOWN]]
        return Table(self._column_names(), cells)

    def _rows_left_out(self) -> str:
        left = len(self) - _ROWS_SHOWN
        return f"\n... {left} more rows" if left > 0 else ""

    def _numbers(self) -> FloatArray:
        return np.column_stack([self.base_values, self.values, self.predictions])

    def _column_names(self) -> list[str]:
        return ["base", *self.feature_names, "prediction"]
