"""The verdicts of the benchmarks: what misses a target is said to miss it."""

import importlib.util
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def targets():
    spec = importlib.util.spec_from_file_location("bench_targets", FOLDER / "targets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def package(seconds, outside=0.0, memory=1.0, error=1e-3):
    return {
        "seconds": seconds, "outside": outside, "rows": 1000, "memory": memory, "error": error,
    }  # fmt: skip


def verdicts_of(targets, found):
    return {verdict.what: verdict.met for verdict in targets.verdicts({"a job": found})}


def exact(ours, peer, limit=0.5):
    packages = {"naive loop": package(1e-9), "a peer": peer, "shapley_tutor": ours}
    return {"kind": "exact", "limit": limit, "packages": packages, "alone_each": 1e-3}


def test_a_long_job_is_held_to_every_target(targets):
    met = verdicts_of(targets, exact(package(1.1, outside=0.1), package(2.3)))
    assert len(met) == 4
    assert all(met.values())


@pytest.mark.parametrize(
    ("ours", "missed"),
    [
        (package(1.2, outside=0.1), "time to the fastest peer"),
        (package(1.16, outside=0.1), "time to predict alone"),
        (package(1.1, outside=0.12), "share outside predict"),
        (package(1.1, outside=0.1, memory=65), "extra memory, MiB"),
    ],
)
def test_what_misses_a_target_is_named(targets, ours, missed):
    assert not verdicts_of(targets, exact(ours, package(2.3)))[missed]


def test_a_job_that_the_package_could_not_do_is_not_met(targets):
    found = exact(package(1.0), package(2.3))
    del found["packages"]["shapley_tutor"]
    assert verdicts_of(targets, found) == {"done at all": False}


def test_a_job_without_peers_is_not_met(targets):
    found = exact(package(1.0), package(2.3))
    del found["packages"]["a peer"]
    assert not verdicts_of(targets, found)["time to the fastest peer"]


@pytest.mark.parametrize(("budget", "limit"), [(512, 0.65), (2048, 0.65), (8192, 0.5)])
def test_errors_are_held_to_the_limit_of_their_budget(targets, budget, limit):
    for error, expected in ((limit - 0.01, True), (limit + 0.01, False)):
        packages = {
            "a peer": package(1.0, error=1.0),
            "shapley_tutor lineups": package(1.0, error=0.01),
            "shapley_tutor kernel": package(0.9, error=error),
        }
        found = {"kind": "sampling", "budget": budget, "packages": packages}
        assert verdicts_of(targets, found)["error to the best peer"] is expected


@pytest.mark.parametrize(
    ("ours", "missed"),
    [
        (package(0.11), {"time to shap"}),
        (package(0.3), {"time to shap", "time to woodelf"}),
        (package(0.05, memory=65), {"extra memory, MiB"}),
        (package(0.05), set()),
    ],
)
def test_trees_are_held_to_the_limits_of_their_peers(targets, ours, missed):
    packages = {"shap": package(2.0), "woodelf": package(1.0), "shapley_tutor": ours}
    met = verdicts_of(targets, {"kind": "trees", "packages": packages})
    assert {what for what in met if not met[what]} == missed


def test_a_sampler_is_compared_at_equal_error(targets):
    packages = {
        "quick": package(1.0, error=2e-3),  # 4 seconds until it has our error
        "slow": package(9.0, error=1e-3),
        "shapley_tutor kernel": package(3.9, error=1e-3),
    }
    found = {"kind": "sampling", "budget": 99, "packages": packages}
    assert targets.at_our_error(packages["quick"], found) == pytest.approx(4.0)
    assert verdicts_of(targets, found)["time at equal error"]
    packages["shapley_tutor kernel"]["seconds"] = 4.1
    assert not verdicts_of(targets, found)["time at equal error"]


def test_few_rows_are_held_to_memory_alone(targets):
    for memory, expected in ((63, True), (65, False)):
        found = {"kind": "few", "packages": {"shapley_tutor": package(9.0, memory=memory)}}
        assert verdicts_of(targets, found) == {"extra memory, MiB": expected}
