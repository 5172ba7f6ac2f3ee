"""What explain() returns: attributions with everything needed to read and to check them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shapley_tutor.inputs import is_frame
from shapley_tutor.typing import Array, FloatArray

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
        return head if self.values.ndim == 3 else f"{head}\n{self._text_table()}"

    def _text_table(self) -> str:
        names = ["base", *self.feature_names, "prediction"]
        numbers = np.column_stack([self.base_values, self.values, self.predictions])
        cells = [[f"{number:.4g}" for number in row] for row in numbers[:_ROWS_SHOWN]]
        widths = [max(len(name), *(len(row[k]) for row in cells)) for k, name in enumerate(names)]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in [names, *cells]
        ]
        if len(numbers) > _ROWS_SHOWN:
            lines.append(f"... {len(numbers) - _ROWS_SHOWN} more rows")
        return "\n".join(lines)
