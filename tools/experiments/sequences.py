"""A recurrent network on simulated series with a planted event, ten times from another seed.

What one series owes to its steps, its features and its cells, by the network and on the whole.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn.functional import mse_loss

import shapley_tutor as st
from shapley_tutor._typing import FloatArray
from shapley_tutor.datasets import series
from shapley_tutor.models._torch import seeded

PARTS, TOLERANCE = 10, 1e-4
TRAINED, TESTED, BACKGROUND, STEPS, HIDDEN = 2000, 500, 30, 300, 12


class Recurrent(nn.Module):
    """Series (m, steps, features) to a number each: a GRU, and a linear layer on its last state."""

    def __init__(self) -> None:
        super().__init__()
        self.read = nn.GRU(series.FEATURES, HIDDEN, batch_first=True)
        self.score = nn.Linear(HIDDEN, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Read each series from its first step to its last."""
        found: torch.Tensor = self.score(self.read(x)[1][0])
        return found


def compute(part: int) -> dict[str, FloatArray]:
    """Train, and explain the same series against the same background."""
    rows, y = series.simulate_series(0, TRAINED + TESTED)
    as_series = (len(rows), series.STEPS, series.FEATURES)
    x = torch.from_numpy(rows.reshape(as_series))
    with seeded(part):
        net = Recurrent().double()
    target = torch.from_numpy(y[:, None])
    st.networks.train(
        net, (x[:TRAINED], target[:TRAINED]), mse_loss, steps=STEPS, learning_rate=1e-2
    )

    def predict(cells: FloatArray) -> FloatArray:
        with torch.no_grad():
            shaped = torch.from_numpy(cells.reshape(-1, series.STEPS, series.FEATURES))
            found: FloatArray = net(shaped).numpy().ravel()
            return found

    told, background = series.alarm()[None], rows[:BACKGROUND]
    unseen = y[TRAINED:]
    error = np.mean((predict(rows[TRAINED:]) - unseen) ** 2)
    found = {
        name: st.explain(predict, told, background, groups=groups).values[0]
        for name, groups in series.players().items()
    }
    return {"r2": np.array(1 - error / unseen.var()), **found}
