"""Tables of what was measured: results.json becomes RESULTS.md.

python benchmarks/report.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import targets

HERE = Path(__file__).parent
ON_ARRAYS = "shapley_tutor, arrays"

HOW_TO_READ = """Every table comes from one process, in which the packages take turns; times are
medians. What takes more than four seconds is run once. A package that cannot do a job, or gives
other values than enumeration, stands below the table with the reason, and is no peer there. The
naive loop, one coalition of one row at a time, is there to compare with; it is no peer.
*To predict alone*: time over what `predict` alone needs for as many rows, in batches of the best of
several sizes. *Outside predict*: share of the time that is not spent inside `predict`. *Extra
memory*: the largest resident memory during the job above that before; what an earlier job has left
to the process is used again and not seen. *At equal error*: the time in which a method would reach
the error of this package's first method but line-ups, time times the square of the ratio of errors;
with a model that is dear, methods that need fewer rows gain more than here."""


def report(results: dict[str, Any], machine: str) -> str:
    """RESULTS.md."""
    tables = {
        "exact": exact_table, "sampling": sampling_table, "trees": trees_table, "few": trees_table,
        "growth": growth,
    }  # fmt: skip
    sections = [
        "\n".join([f"## {title}", "", *tables[found["kind"]](found)])
        for title, found in results.items()
    ]
    head = ["# Benchmarks", "", f"Written by `make bench` on {machine}.", "", HOW_TO_READ]
    verdicts = [*verdict_table(results), "", *reasons(results)]
    return "\n".join([*head, "", *verdicts, ""]) + "\n\n".join(["", *sections, ""])


def exact_table(found: dict[str, Any]) -> list[str]:
    fastest = targets.fastest(found)
    header = (
        "package", "time", "to the fastest peer", "to predict alone", "outside predict",
        "model rows", "extra memory", "error",
    )  # fmt: skip
    rows = [
        (
            name,
            _time(of["seconds"]),
            f"{of['seconds'] / fastest:.3g}",
            f"{of['seconds'] / (of['rows'] * found['alone_each']):.3g}",
            f"{of['outside'] / of['seconds']:.0%}",
            f"{of['rows']:,}",
            f"{of['memory']:,.0f} MiB",
            f"{of['error']:.0e}",
        )
        for name, of in found["packages"].items()
    ]
    return [*_table(header, rows), *_beside_arrays(found), *_left_out(found)]


def _beside_arrays(found: dict[str, Any]) -> list[str]:
    packages = found["packages"]
    if not {targets.OURS, ON_ARRAYS} <= packages.keys():
        return []
    ratio = packages[targets.OURS]["seconds"] / packages[ON_ARRAYS]["seconds"]
    return ["", f"DataFrames take {ratio:.3g} times as long as the same job with arrays."]


def sampling_table(found: dict[str, Any]) -> list[str]:
    fastest = targets.fastest(found)
    ours = targets.our_name(found) in found["packages"]
    header = (
        "method", "model rows", "error", "to the best peer", "time", "to the fastest peer",
        "at equal error", "extra memory",
    )  # fmt: skip
    rows = [
        (
            name,
            f"{of['rows']:,}",
            f"{of['error']:.1e}",
            f"{targets.error_ratio(of, found):.3g}",
            _time(of["seconds"]),
            f"{of['seconds'] / fastest:.3g}",
            _time(targets.at_our_error(of, found)) if ours else "",
            f"{of['memory']:,.0f} MiB",
        )
        for name, of in found["packages"].items()
    ]
    note = f"{found['budget']:,} coalitions for each background row; {found['against']}."
    return [note, "", *_table(header, rows), *_left_out(found)]


def trees_table(found: dict[str, Any]) -> list[str]:
    fastest = targets.fastest(found)
    rows = [
        (
            name,
            _time(of["seconds"]),
            f"{of['seconds'] / fastest:.3g}",
            f"{of['memory']:,.0f} MiB",
            f"{of['error']:.0e}",
        )
        for name, of in found["packages"].items()
    ]
    header = ("package", "time", "to the fastest peer", "extra memory", "error")
    return [*_table(header, rows), *_left_out(found)]


def growth(found: dict[str, Any]) -> list[str]:
    return [f"![Seconds by players, rows and background]({found['picture']})"]


def verdict_table(results: dict[str, Any]) -> list[str]:
    """All targets: those that are not met first."""
    found = sorted(targets.verdicts(results), key=lambda verdict: verdict.met)
    missed = sum(not verdict.met for verdict in found)
    rows = [
        (
            verdict.job,
            verdict.what,
            f"{verdict.value:.3g}",
            f"{verdict.limit:.3g}",
            "met" if verdict.met else "**not met**",
        )
        for verdict in found
    ]
    return [
        "## The targets",
        "",
        f"{missed} of {len(found)} are not met.",
        "",
        *_table(("job", "what", "measured", "at most", ""), rows),
    ]


def reasons(results: dict[str, Any]) -> list[str]:
    """Why a long job misses a target: what a row costs outside predict, beside what it may."""
    share = targets.LIMITS_OF_LONG["share outside predict"]
    rows = []
    for job, found in results.items():
        ours = found.get("packages", {}).get(targets.OURS)
        if found["kind"] == "exact" and ours and ours["seconds"] > targets.LONG:
            outside = 1e9 * ours["outside"] / ours["rows"]
            inside = 1e9 * ours["seconds"] / ours["rows"] - outside
            alone = 1e9 * found["alone_each"]
            may = inside * share / (1 - share)
            numbers = (alone, inside, outside, may)
            rows.append((job, *(f"{number:,.0f}" for number in numbers)))
    return [
        "## Why",
        "",
        "What is done outside `predict` hardly depends on the model: every row is mixed in memory",
        "of its own, because a model may keep what it is given; its answer is checked, copied and",
        "shared out. A DataFrame has labels and a type for each column besides. So the share",
        "outside is small where a model is dear, and above its target where a network answers in",
        f"less time than nine times that. Nanoseconds a model row, and what {share:.0%} would be:",
        "",
        *_table(("job", "predict alone", "inside", "outside", "it may take"), rows),
    ]


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    aligned = "|" + "|".join([":--", *["--:"] * (len(header) - 1)]) + "|"
    lines = [f"| {' | '.join(cells)} |" for cells in [header, *rows]]
    return [lines[0], aligned, *lines[1:]]


def _left_out(found: dict[str, Any]) -> list[str]:
    if not found["left_out"]:
        return []
    return ["", "Left out:", "", *(f"- {name}: {why}" for name, why in found["left_out"].items())]


def _time(seconds: float) -> str:
    return f"{seconds * 1e3:,.2f} ms" if seconds < 0.1 else f"{seconds * 1e3:,.0f} ms"


def write(folder: Path) -> None:
    """RESULTS.md beside the results.json of a folder."""
    stored = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    text = report(stored["results"], stored["machine"])
    (folder / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(HERE)
