"""Rows completed by draws from a normal distribution, given the features that are known."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._engine.rows import is_frame
from shapley_tutor._typing import BoolArray, FloatArray, IntArray


def check_gaussian(mean: Any, cov: Any, draws: int) -> tuple[FloatArray, FloatArray]:
    """Mean (d,) and covariance (d, d) as floats, or why they do not describe a normal."""
    mean, cov = np.asarray(mean, dtype=float), np.asarray(cov, dtype=float)
    if mean.ndim != 1 or len(mean) == 0:
        raise ValueError(f"mean must have shape (d,), got {mean.shape}")
    if cov.shape != (len(mean), len(mean)):
        raise ValueError(f"cov must have shape ({len(mean)}, {len(mean)}), got {cov.shape}")
    if not (np.isfinite(mean).all() and np.isfinite(cov).all()):
        raise ValueError("mean and cov must be finite; one of them holds NaN or infinity")
    if not np.allclose(cov, cov.T):
        raise ValueError("cov is not symmetric; a covariance is: pass (cov + cov.T) / 2")
    lowest = np.linalg.eigvalsh(cov)[0]
    if lowest < -1e-8 * np.abs(cov).max():
        raise ValueError(f"cov has the negative eigenvalue {lowest:.3g}; a covariance has none")
    if draws % 2 or draws <= 2 * len(mean):
        raise ValueError(f"draws is {draws}; it must be even and more than {2 * len(mean)}")
    return mean, cov


class GaussianPool:
    """Mixes rows of X with draws of the unknown features given the known ones."""

    def __init__(self, X: Any, mean: FloatArray, cov: FloatArray, normals: FloatArray) -> None:
        self.columns = list(X.columns) if is_frame(X) else None
        self._frame = type(X) if is_frame(X) else None
        if X.shape[1] != len(mean):
            raise ValueError(f"mean has {len(mean)} entries but X has {X.shape[1]} columns")
        try:
            rows = np.asarray(X, dtype=float)
        except (TypeError, ValueError) as error:
            raise TypeError("X must hold numbers for a GaussianConditional removal") from error
        if not np.isfinite(rows).all():
            raise ValueError("X holds NaN or infinity, which no normal distribution can be given")
        self.n_explained = len(rows)
        self._rows, self._mean, self._cov, self._normals = rows, mean, cov, normals
        self._conditionals: dict[bytes, tuple[FloatArray, FloatArray]] = {}

    def explained(self, rows: IntArray) -> Any:
        """Rows of X."""
        return self._like_X(self._rows[rows])

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Any:
        """Rows (m, d): known columns from X, the rest drawn given them (draw ``others``)."""
        mixed = self._rows[rows]
        coalitions, which = np.unique(present, axis=0, return_inverse=True)
        for k, known in enumerate(coalitions):
            here = np.flatnonzero(which.ravel() == k)
            unknown = ~known
            slope, root = self._conditional(known)
            shift = (mixed[np.ix_(here, known)] - self._mean[known]) @ slope.T
            noise = self._normals[others[here], : unknown.sum()] @ root.T
            mixed[np.ix_(here, unknown)] = self._mean[unknown] + shift + noise
        return self._like_X(mixed)

    def _conditional(self, known: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Regression of the unknown on the known, and a root of what it leaves unexplained."""
        key = known.tobytes()
        if key not in self._conditionals:
            cov, unknown = self._cov, ~known
            cross = cov[np.ix_(unknown, known)]
            slope = cross @ np.linalg.pinv(cov[np.ix_(known, known)], hermitian=True)
            left = cov[np.ix_(unknown, unknown)] - slope @ cross.T
            size, axes = np.linalg.eigh((left + left.T) / 2)
            self._conditionals[key] = slope, axes * np.sqrt(np.maximum(size, 0))
        return self._conditionals[key]

    def _like_X(self, rows: FloatArray) -> Any:
        return rows if self._frame is None else self._frame(rows, columns=self.columns)
