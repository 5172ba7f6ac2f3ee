"""The array types of the package, with the shapes they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

BoolArray: TypeAlias = NDArray[np.bool_]
"""Coalitions: (m, n_players)."""

IntArray: TypeAlias = NDArray[np.int64]
"""Bit masks or sizes: (m,)."""

FloatArray: TypeAlias = NDArray[np.float64]

Array: TypeAlias = NDArray[Any]
"""Numbers: floats, or objects when they are Fractions."""

ValueFunction: TypeAlias = Callable[[BoolArray], Array]
"""Coalitions (m, n_players) to worths (m,) or (m, n_outputs)."""
