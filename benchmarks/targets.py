"""The targets, and which of them measured results meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

OURS = "shapley_tutor"
LONG = 0.1  # seconds: what takes less has fixed costs that no target counts …
LIMITS_OF_LONG = {"time to predict alone": 1.15, "share outside predict": 0.10}
MEMORY = 64.0  # MiB
TREES = {"shap": 1 / 20, "woodelf": 1 / 4}  # of our time to theirs
ERRORS = {512: 0.65, 2048: 0.65, 8192: 0.5}  # to the best peer's, by coalitions
ROUNDING = 1e-12
FASTEST = "time to the fastest peer"


class Verdict(NamedTuple):
    """A number beside its limit."""

    job: str
    what: str
    value: float
    limit: float

    @property
    def met(self) -> bool:
        return self.value <= self.limit  # NaN is not met


def verdicts(results: dict[str, Any]) -> Iterator[Verdict]:
    """All targets that can be checked on the results."""
    for job, found in results.items():
        if found["kind"] == "exact":
            yield from _exact(job, found)
        elif found["kind"] == "sampling":
            yield from _sampled(job, found)
        elif found["kind"] == "trees":
            yield from _trees(job, found, TREES)
        elif found["kind"] == "few":  # pairs: whose speed is no target, and peers are wrong
            yield from _trees(job, found, {})


def peers_of(found: dict[str, Any]) -> dict[str, Any]:
    """What was measured of all other packages."""
    return {
        name: of
        for name, of in found["packages"].items()
        if not name.startswith(OURS) and name != "naive loop"
    }


def fastest(found: dict[str, Any]) -> float:
    """Seconds of the fastest peer."""
    return min((of["seconds"] for of in peers_of(found).values()), default=float("nan"))


def error_ratio(of: dict[str, Any], found: dict[str, Any]) -> float:
    """Error to that of the best peer; rounding is no error."""
    errors = [max(peer["error"], ROUNDING) for peer in peers_of(found).values()]
    return max(of["error"], ROUNDING) / min(errors, default=float("nan"))


def at_our_error(of: dict[str, Any], found: dict[str, Any]) -> float:
    """Seconds until a method would have our error, which falls with the root of the model rows."""
    ours = found["packages"][our_name(found)]
    ratio = max(of["error"], ROUNDING) / max(ours["error"], ROUNDING)
    seconds: float = of["seconds"] * ratio**2
    return seconds


def our_name(found: dict[str, Any]) -> str:
    """Which of this package's lines the targets are about: the first but line-ups."""
    names = [name for name in found["packages"] if name.startswith(OURS)]
    return next((name for name in names if "lineups" not in name), OURS)


def _exact(job: str, found: dict[str, Any]) -> Iterator[Verdict]:
    ours = found["packages"].get(OURS)
    if ours is None:
        yield Verdict(job, "done at all", float("nan"), 0)
        return
    yield Verdict(job, FASTEST, ours["seconds"] / fastest(found), found["limit"])
    if ours["seconds"] > LONG:
        measured = (
            ours["seconds"] / (ours["rows"] * found["alone_each"]),
            ours["outside"] / ours["seconds"],
        )
        for (what, limit), value in zip(LIMITS_OF_LONG.items(), measured, strict=True):
            yield Verdict(job, what, value, limit)
    yield Verdict(job, "extra memory, MiB", ours["memory"], MEMORY)


def _sampled(job: str, found: dict[str, Any]) -> Iterator[Verdict]:
    ours = found["packages"].get(our_name(found))
    if ours is None:
        yield Verdict(job, "done at all", float("nan"), 0)
        return
    limit = ERRORS.get(found["budget"], 1.0)
    yield Verdict(job, "error to the best peer", error_ratio(ours, found), limit)
    quickest = min(
        (at_our_error(of, found) for of in peers_of(found).values()), default=float("nan")
    )
    yield Verdict(job, "time at equal error", ours["seconds"] / quickest, 1.0)
    yield Verdict(job, "extra memory, MiB", ours["memory"], MEMORY)


def _trees(job: str, found: dict[str, Any], limits: dict[str, float]) -> Iterator[Verdict]:
    ours = found["packages"].get(OURS)
    if ours is None:
        yield Verdict(job, "done at all", float("nan"), 0)
        return
    there = limits.keys() & found["packages"].keys()
    if limits and not there:
        yield Verdict(job, FASTEST, float("nan"), min(limits.values()))
    for name in sorted(there):
        ratio = ours["seconds"] / found["packages"][name]["seconds"]
        yield Verdict(job, f"time to {name}", ratio, limits[name])
    yield Verdict(job, "extra memory, MiB", ours["memory"], MEMORY)
