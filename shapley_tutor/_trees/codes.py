"""Categories of pandas columns as the codes that a model was trained with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._trees.scikit import numbers
from shapley_tutor._typing import Array

_STRANGE = -1.0


@dataclass(frozen=True)
class Codes:
    """Rows as numbers, pandas categories by the categories of each column in training."""

    known: list[list[Any] | None]
    package: str
    unknown_is_missing: bool = False

    def __call__(self, rows: Any, dtype: Any) -> Array:
        """Cells (rows, columns) of an array or a DataFrame."""
        if not is_frame(rows):
            return np.array(numbers(rows, dtype))
        coded = {j: column for j, column in enumerate(rows.dtypes) if column.name == "category"}
        if not coded:
            return np.array(numbers(rows, dtype))
        cells = np.empty(rows.shape, dtype=dtype)
        for j in range(rows.shape[1]):
            column = rows.iloc[:, [j]]
            cells[:, j] = self._codes(rows, j) if j in coded else numbers(column, dtype)[:, 0]
        return cells

    def _codes(self, rows: Any, j: int) -> Array:
        column, name = rows.iloc[:, j], rows.columns[j]
        known = self.known[j] if j < len(self.known) else None
        if known is None:
            raise ValueError(
                f"column {name!r} holds categories, but {self.package} was trained with their "
                "codes and does not keep which is which; pass the codes that it was trained with, "
                f"such as {{{name!r}: D[{name!r}].cat.codes}} in D.assign for the rows D"
            )
        code = {category: float(i) for i, category in enumerate(known)}
        own = [code.get(category, _STRANGE) for category in column.cat.categories.tolist()]
        codes: Array = np.array([*own, np.nan])[column.cat.codes.to_numpy()]  # missing: the last
        strange = codes == _STRANGE
        if strange.any() and not self.unknown_is_missing:
            cell = column.iloc[int(np.flatnonzero(strange)[0])]
            raise ValueError(
                f"column {name!r} holds {cell!r}, a category that the model was not trained with; "
                f"make it missing: column.cat.set_categories({known})"
            )
        return np.where(strange, np.nan, codes)
