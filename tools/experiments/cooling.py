"""Networks that have learned how things cool from the law alone, without a single measurement.

Every part trains a network T(t, k, start, room) so that dT/dt = -k (T - room) holds at 1,000
points; that T is the start at t = 0 is built in. Its attributions are compared with those of the
known solution, and with what the law alone says about their error. Chapter *Few inputs, clear
meanings*.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

import shapley_tutor as st
from shapley_tutor._typing import FloatArray

PARTS, TOLERANCE = 10, 2e-3  # degrees
LOW = np.array([1.0, 0.02, 70.0, 15.0])  # minutes, 1/minute, °C, °C
HIGH = np.array([30.0, 0.08, 95.0, 25.0])
EXPLAINED, BACKGROUND, POINTS, STEPS, TIMES = 20, 50, 1000, 1500, 16


def solution(X: FloatArray) -> FloatArray:
    """Temperature after t minutes, known in closed form."""
    t, k, start, room = X.T
    value: FloatArray = room + (start - room) * np.exp(-k * t)
    return value


def sample(n: int, rng: int) -> FloatArray:
    """Draw rows, each input uniform over its range."""
    return np.random.default_rng(rng).uniform(LOW, HIGH, (n, 4))


def temperature(network: nn.Module, t: Tensor, rest: Tensor) -> Tensor:
    """Return the start plus what the network adds, which is 0 at t = 0: (m, 1)."""
    low, high = torch.from_numpy(LOW), torch.from_numpy(HIGH)
    rows = torch.cat([t, rest], dim=1)
    change: Tensor = network(2 * (rows - low) / (high - low) - 1)
    return rest[:, 1:2] + 50 * t / 30 * change


def residual(network: nn.Module, rows: FloatArray) -> Tensor:
    """How far the law is from holding, in degrees a minute: (m, 1)."""
    t = torch.from_numpy(rows[:, :1]).requires_grad_()
    rest = torch.from_numpy(rows[:, 1:])
    warm = temperature(network, t, rest)
    (slope,) = torch.autograd.grad(warm.sum(), t, create_graph=True)
    return slope + rest[:, :1] * (warm - rest[:, 2:3])


def fit(seed: int) -> nn.Module:
    """Train on the law alone, at many early times and some late ones."""
    rows = sample(POINTS, rng=0)
    rows[:, 0] = HIGH[0] * np.random.default_rng(1).random(POINTS) ** 2
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        layers = nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1)
    network = nn.Sequential(*layers).double()
    optimizer = torch.optim.Adam(network.parameters(), lr=0.02)
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for _ in range(STEPS):
        optimizer.zero_grad()
        residual(network, rows).square().mean().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        falling.step()
    return network


def bound(network: nn.Module, rows: FloatArray) -> FloatArray:
    """Integral of exp(-k (t - s)) |residual(s)| from 0 to t, by Gauss-Legendre points: (m,)."""
    shares, weights = st.sensitivity.uniform_rule(0, 1, TIMES)
    t, k = rows[:, 0], rows[:, 1]
    value = np.zeros(len(rows))
    for share, weight in zip(shares, weights, strict=True):
        earlier = np.column_stack([share * t, rows[:, 1:]])
        broken = residual(network, earlier).detach().abs().numpy()[:, 0]
        value += weight * t * np.exp(-k * (1 - share) * t) * broken
    return value


def compute(part: int) -> dict[str, FloatArray]:
    """Attributions of the network and of the solution, and the largest bound of each row."""
    network = fit(part)

    def predict(X: FloatArray) -> FloatArray:
        rows = torch.from_numpy(X)
        with torch.no_grad():
            return temperature(network, rows[:, :1], rows[:, 1:]).numpy()[:, 0]

    explained, background = sample(EXPLAINED, rng=2), sample(BACKGROUND, rng=3)
    mixed = [np.where(S, x, background) for x in explained for S in st.coalitions(4)]
    rows = np.concatenate(mixed)  # (20 * 16 * 50, 4)
    most, error = bound(network, rows), np.abs(predict(rows) - solution(rows))
    return {
        "bound": most.reshape(EXPLAINED, -1).max(axis=1),
        "error": error.reshape(EXPLAINED, -1).max(axis=1),
        "within": np.mean(error <= most + 1e-3),
        "true": st.explain(solution, explained, background).values,
        "network": st.explain(predict, explained, background).values,
    }
