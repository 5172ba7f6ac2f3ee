"""What came out wrong without a word: small outputs, reused buffers, lost masks, other orders."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st


def test_a_small_output_beside_a_large_one_keeps_its_values():
    def country(X):
        return np.column_stack([2e13 + 1e12 * X[:, 0], 0.02 + 0.01 * X[:, 1]])

    e = st.explain(country, np.array([[1.0, 1.0]]), np.zeros((1, 2)))
    np.testing.assert_allclose(e.values[0], [[1e12, 0], [0, 0.01]], rtol=1e-9, atol=0)
    np.testing.assert_allclose(e.base_values[0] + e.values[0].sum(axis=0), e.predictions[0])


@pytest.mark.parametrize("background", [np.array([[-5.0, 0.0]]), np.array([[-5.0, 0.0]] * 3)])
def test_a_small_row_beside_a_large_one_keeps_its_values(background):
    def model(X):
        return 10.0 ** X[:, 0] * (1 + X[:, 1])

    X = np.array([[-4.0, 1.0], [12.0, 1.0]])
    alone = [st.explain(model, X[[k]], background).values[0] for k in range(2)]
    np.testing.assert_allclose(alone[0], [1.35e-4, 5.5e-5], rtol=1e-9)
    for n_jobs in (1, 2):
        together = st.explain(model, X, background, n_jobs=n_jobs).values
        np.testing.assert_allclose(together, alone, rtol=1e-9)


@pytest.mark.parametrize("method", ["exact", "kernel", "lineups"])
def test_a_predict_may_answer_in_the_same_memory_every_time(method):
    weights, out = np.array([1.0, 2.0, 3.0]), np.empty(100_000)
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(2, 3)), rng.normal(size=(20, 3))

    def predict(X):
        return np.dot(X, weights, out=out[: len(X)])

    e = st.explain(predict, X, background, method=method, rng=0)
    np.testing.assert_allclose(e.predictions, X @ weights)
    np.testing.assert_allclose(e.base_values, (background @ weights).mean())
    np.testing.assert_allclose(e.values, (X - background.mean(axis=0)) * weights, atol=1e-12)


def test_masks_are_not_lost():
    X = np.ma.masked_values(np.array([[1.0, -9999.0], [2.0, 5.0]]), -9999.0)
    with pytest.raises(TypeError, match=r"X is a masked array.*X\.filled\(np\.nan\)"):
        st.explain(lambda Z: np.ma.filled(Z, 0.0).sum(axis=1), X, np.zeros((1, 2)))
    way_out = st.explain(lambda Z: np.nansum(Z, axis=1), X.filled(np.nan), np.zeros((1, 2)))
    np.testing.assert_allclose(way_out.values, [[1, 0], [2, 5]])
    with pytest.raises(TypeError, match="predict returned a masked array"):
        st.explain(lambda Z: np.ma.masked_less(Z.sum(axis=1), 5), np.eye(2), np.zeros((1, 2)))


def test_imputed_columns_in_another_order_are_refused_with_what_to_do():
    X = pd.DataFrame({"a": [1.0], "b": [10.0], "c": [100.0]})

    def model(D):
        return D.to_numpy() @ [1.0, 2.0, 3.0]

    def turned(rows, present):
        return rows.where(present, 0.0)[["c", "a", "b"]]

    with pytest.raises(ValueError, match=r"columns \['c', 'a', 'b'\].*\[rows\.columns\]"):
        st.explain(model, X, st.Imputed(turned))
    e = st.explain(model, X, st.Imputed(lambda rows, present: turned(rows, present)[rows.columns]))
    np.testing.assert_allclose(e.values, [[1, 20, 300]])


def test_weights_as_large_as_floats_are_weights():
    background = np.array([[0.0], [2.0]])
    e = st.explain(lambda X: X[:, 0], np.array([[5.0]]), background, background_weights=[1e308] * 2)
    np.testing.assert_allclose([e.base_values[0], e.values[0, 0]], [1, 4])


def test_numbers_beside_text_in_lists_stay_numbers():
    def model(rows):
        return np.array([age * (2.0 if sex == "f" else 1.0) for sex, age in rows])

    e = st.explain(model, [["f", 30.0]], [["m", 20.0], ["f", 10.0]])
    f30, m30, m20, f20, f10 = 60.0, 30.0, 20.0, 40.0, 20.0
    sex = ((f20 - m20 + f30 - m30) / 2 + 0) / 2  # against each background row, on average
    age = ((m30 - m20 + f30 - f20) / 2 + (f30 - f10)) / 2
    np.testing.assert_allclose(e.values, [[sex, age]])
    np.testing.assert_allclose(
        st.explain(model, [["f", 30.0]], st.Baseline(["m", 20.0])).base_values, 20
    )


def test_a_column_of_objects_keeps_its_none_among_text():
    X = pd.DataFrame({"ref": ["ad", "x"]}, dtype=object)
    background = pd.DataFrame({"ref": ["ad", None]}, dtype=object)

    def model(D):
        return np.array([100.0 if cell is None else 1.0 for cell in D["ref"]])

    e = st.explain(model, X, background)
    np.testing.assert_allclose(np.c_[e.base_values, e.values], [[50.5, -49.5]] * 2)


def test_tensors_of_half_precision_are_taken():
    torch = pytest.importorskip("torch")
    e = st.explain(
        lambda X: torch.as_tensor(X[:, 0]).to(torch.bfloat16), np.array([[3.0]]), np.array([[1.0]])
    )
    np.testing.assert_array_equal(e.values, [[2]])
