"""The small widgets: one question each, one thing to move, numbers of the package."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import facts
import numpy as np
import pytest
import torch
from bs4 import BeautifulSoup
from sitelab import ROOT
from widgetlab import CHAPTERS, HEIGHT, MOVE, SMALL, bench_of, module_page, open_page, ready

import shapley_tutor as st
from shapley_tutor.models.paths import integrate

each_small = pytest.mark.parametrize("tag", SMALL)
ANSWERS = {  # what answers the question of each: a role, a name, a value
    "st-words-away": [
        ("button", word, "") for word in ("a", "very", "good", "but", "i", "really", "enjoyed")
    ],
    "st-quarters": [("button", "bottom right", "")],
    "st-weights-curve": [("slider", "players n", "30"), ("slider", "others s", "14")],
    "st-background-chooser": [("slider", "to", "39")],
    "st-gradient-walk": [("slider", "steps", "22")],
    "st-kernel-weights": [("slider", "alone", "2"), ("slider", "in threes", "2")],
}


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", ""))


def asked(widget) -> str:
    return widget.locator(".st-question p").first.inner_text()


def told(widget) -> str:
    return widget.locator(".st-answer").inner_text()


def table_of(tag: str) -> list[list[str]]:
    """What stands in the page for readers without scripts."""
    html = (ROOT / "book" / f"{CHAPTERS[tag]}.md").read_text(encoding="utf-8")
    rows = BeautifulSoup(html, "html.parser").select(f"{tag} tbody tr")
    return [[cell.get_text() for cell in row.find_all("td")] for row in rows]


@pytest.fixture
def opened(bench, browser, request):
    with open_page(browser, bench_of(bench, request.param)) as page:
        yield ready(page, request.param)


def on(tag):
    return pytest.mark.parametrize("opened", [tag], indirect=True)


# --- all of them ----------------------------------------------------------------------------


@each_small
def test_it_asks_before_it_answers_and_is_small(bench, browser, tag):
    with open_page(browser, bench_of(bench, tag)) as page:
        widget = ready(page, tag)
        assert asked(widget).startswith("? ")
        assert asked(widget).endswith("?")
        assert "Solved" not in told(widget)
        assert widget.get_by_role("status").inner_text() == ""
        assert widget.evaluate(HEIGHT) <= 420
        assert page.get_by_role("group", name=widget.get_attribute("aria-label")).count() == 1
        assert len(table_of(tag)) > 3


@each_small
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_keeps_its_height_whatever_is_moved(bench, browser, tag, width):
    with open_page(browser, bench_of(bench, tag), width=width) as page:
        widget = ready(page, tag)
        controls = [
            (widget.get_by_role(role, name=name, exact=True), value)
            for role, name, value in ANSWERS[tag]
        ]
        if widget.locator(".st-choices button").count():
            controls.insert(0, (widget.locator(".st-choices button").last, ""))
        heights = {
            widget.evaluate(MOVE, [control.element_handle(), value]) for control, value in controls
        }
        assert "✓" in asked(widget)
        for slider in widget.get_by_role("slider").element_handles():
            for end in ("min", "max"):
                heights.add(widget.evaluate(MOVE, [slider, slider.get_attribute(end)]))
        assert len(heights) == 1


# --- words clicked away ---------------------------------------------------------------------


def test_words_add_what_the_worths_say(browser):
    stored = facts.stored("words")
    worths = np.array(stored["worths"]) / 1000
    with module_page(browser, "words/words") as page:
        found = page.evaluate(
            """() => words.WORDS.map((_, i) => [words.raised(i),
                [...Array(1024).keys()].map(S => words.adds(i, S))])"""
        )
        assert page.evaluate("words.left(0b0000010001)") == "not film"
    for i, (raised, adds) in enumerate(found):
        each = st.marginal_contributions(worths, i)
        without = [S for S in range(1024) if not S >> i & 1]
        assert np.array(adds)[without] == pytest.approx(each, abs=1e-9)
        assert np.array(adds)[np.array(without) | 1 << i] == pytest.approx(each, abs=1e-9)
        assert raised == sum(each > 0.0005)
    assert st.shapley_values(worths) == pytest.approx(stored["payoffs"], abs=0.006)


@on("st-words-away")
def test_words_are_clicked_away_by_keyboard(opened):
    static = table_of("st-words-away")
    words = opened.locator(".stw-word:not(.stw-heads)")
    for k, (word, without, payoff) in enumerate(static):
        assert words.nth(k).locator("button").inner_text() == word
        assert words.nth(k).locator("b").inner_text() == payoff
        words.nth(k).locator("button").press("Enter")
        assert f"log-odds {without}." in opened.locator(".stw-score").inner_text()
        words.nth(k).locator("button").press("Space")
    for word in ("a", "very", "good", "but", "i", "really", "enjoyed"):
        assert "Solved" not in told(opened)
        opened.get_by_role("button", name=word, exact=True).press("Enter")
    assert "Solved. Added to “film it”, it raises the log-odds by 0.17" in told(opened)
    assert "one of 7 such coalitions among 512" in told(opened)
    assert opened.get_by_role("status").inner_text().startswith("Solved. Added to “film it”")
    opened.get_by_role("button", name="it", exact=True).press("Enter")
    status = opened.get_by_role("status").inner_text()
    assert status == "not film: Positive with probability 45%: log-odds −0.22."
    opened.get_by_role("button", name="Start again").press("Enter")
    assert "Solved" not in told(opened)
    assert "97%: log-odds 3.42" in opened.locator(".stw-score").inner_text()


# --- quarters of a photograph ---------------------------------------------------------------


@on("st-quarters")
def test_quarters_are_blurred_by_keyboard(opened):
    worths = np.array(facts.stored("quarters")["worths"]) / 100
    static = table_of("st-quarters")
    score, rows = opened.locator(".stq-score"), opened.locator("tbody tr")
    opened.get_by_role("button", name="they fall").press("Enter")
    assert told(opened).startswith("Your guess: they fall. The answer")
    for i, (name, alone, without, payoff) in enumerate(static):
        quarter = opened.get_by_role("button", name=name, exact=True)
        assert rows.nth(i).locator("b").inner_text() == payoff
        assert quarter.get_attribute("aria-pressed") == "true"
        quarter.press("Enter")
        assert score.inner_text().endswith(f": {without}")
        here = number(rows.nth(i).locator("td span").inner_text())
        assert here == pytest.approx(worths[15] - worths[15 - 2**i], abs=0.0501)
        assert worths[2**i] == pytest.approx(number(alone), abs=0.0501)
        quarter.press("Space")
    assert told(opened).startswith(
        "Your guess: they fall. Without the top left they rise, from 1.7 to 2.5"
    )
    for name, *_ in static:
        opened.get_by_role("button", name=name, exact=True).press("Enter")
    assert score.inner_text().endswith(": −5.2")
    assert opened.get_by_role("status").inner_text().startswith("nothing sharp.")
    assert (st.shapley_values(worths) > 1).all()
    assert (worths[15 - 2 ** np.arange(4)] > worths[15] + 0.02).all()  # as the answer says


# --- the curve of the weights ---------------------------------------------------------------


def test_weights_of_all_sizes_are_those_of_the_package(browser):
    with module_page(browser, "weights/weights") as page:
        found = page.evaluate(
            """() => [...Array(weights.MOST - 1).keys()].map(k => [...Array(k + 2).keys()].map(
                s => [weights.many(s, k + 2), weights.parts(s, k + 2)]))"""
        )
        assert page.evaluate("weights.grouped(92378)") == "92,378"
        fewest = page.evaluate("weights.fewest(1e6)")
    assert min(st.shapley_weights(fewest)) < 1e-6 < min(st.shapley_weights(fewest - 1))
    assert len(found) == 29
    for n, sizes in enumerate(found, start=2):
        weights = st.shapley_weights(n, exact=True)
        assert [Fraction(1, parts) for _, parts in sizes] == list(weights)
        assert [many for many, _ in sizes] == [comb(n - 1, s) for s in range(n)]


@on("st-weights-curve")
def test_the_curve_by_keyboard(opened):
    numbers = opened.locator("tbody b")
    opened.get_by_role("button", name="13", exact=True).press("Enter")
    players, others = (opened.get_by_role("slider", name=name) for name in ("players", "others"))
    for _ in range(5):
        players.press("ArrowRight")
    for size, *shown in table_of("st-weights-curve"):
        assert others.input_value() == size
        assert numbers.all_inner_texts() == shown
        others.press("ArrowRight")
    players.fill("19")
    assert "✓" not in asked(opened)
    players.fill("20")
    said = "Your guess: 13. From 20 on. With 20, one of the 92,378 coalitions of 9 others"
    assert told(opened).startswith(said)
    players.fill("3")
    assert others.input_value() == "2"  # no more than there are
    assert numbers.all_inner_texts() == ["1/3", "1", "1/3"]


# --- the people of a background -------------------------------------------------------------

CHOICES = [(7, 81, "any"), (7, 30, "any"), (50, 81, "0"), (39, 39, "1"), (30, 33, "0")]


def test_people_are_compared_as_the_package_does(browser):
    people = st.data.patients()
    rows, x = people.X_train, people.X_test[:1]
    model = st.networks.fit_classifier(rows, people.y_train, standardize=[0], seed=0)
    with module_page(browser, "background/background") as page:
        script = """all => all.map(([from, to, bp]) => {
            const choice = { from, to, bp, twin: false };
            return { ...background.compared(choice), crowd: background.crowd(choice) };
        })"""
        found = page.evaluate(script, CHOICES)
        nobody = page.evaluate("background.compared({ from: 76, to: 77, bp: '0', twin: false })")
        twin = page.evaluate("background.compared({ ...background.EVERYBODY, twin: true })")
        assert page.evaluate("background.PATIENT") == {
            "age": int(x[0, 0]), "risk": pytest.approx(model.predict_proba(x)[0], abs=1e-4)
        }  # fmt: skip
    for (low, high, bp), one in zip(CHOICES, found, strict=True):
        chosen = rows[(rows[:, 0] >= low) & (rows[:, 0] < high + 1)]
        chosen = chosen if bp == "any" else chosen[chosen[:, 1] == int(bp)]
        e = st.explain(model.predict_proba, x, chosen)
        assert one["people"] == sum(one["crowd"]) == len(chosen)
        assert one["age"] == pytest.approx(chosen[:, 0].mean(), abs=1e-3)
        assert one["base"] == pytest.approx(e.base_values[0], abs=1e-4)
        assert one["paid"] == pytest.approx(e.values[0], abs=1e-4)
    assert nobody["people"] == 0
    high = rows[rows[:, 1] == 1]
    row = high[np.argmin(np.abs(high[:, 0] - x[0, 0]))]
    e = st.explain(model.predict_proba, x, row[None])
    assert twin["people"] == 1
    assert twin["base"] == pytest.approx(e.base_values[0], abs=1e-4)
    assert twin["paid"] == pytest.approx(e.values[0], abs=1e-4)


@on("st-background-chooser")
def test_people_are_chosen_by_keyboard(opened):
    line, steps = opened.locator(".stc-people"), opened.locator(".stc-steps g text")
    youngest = opened.get_by_role("slider", name="age from", exact=True)
    oldest = opened.get_by_role("slider", name="to", exact=True)

    def shown() -> list[str]:
        return [line.inner_text().split()[0], *steps.all_text_contents()]

    everybody, young, old, high, twin = (row[1:] for row in table_of("st-background-chooser"))
    assert shown() == everybody
    oldest.fill("30")
    assert shown() == young
    assert "Solved. Next to 266 people of 25, Age is paid +0.281." in told(opened)
    opened.get_by_role("button", name="Start again").press("Enter")
    youngest.fill("50")
    assert shown() == old
    youngest.press("Home")
    opened.get_by_label("blood pressure").select_option("high pressure")
    assert shown() == high
    opened.get_by_role("button", name="One twin").press("Enter")
    assert shown() == twin
    assert line.inner_text().startswith("1 person, ")
    youngest.press("End")
    assert oldest.input_value() == "81"
    opened.get_by_label("blood pressure").select_option("not high")
    assert line.inner_text() == "Nobody: choose more ages."
    assert steps.count() == 0


# --- the walk of Integrated Gradients -------------------------------------------------------


def test_the_walk_pays_what_integrated_gradients_pay(browser):
    people = st.data.patients()
    model = st.networks.fit_classifier(people.X_train, people.y_train, standardize=[0], seed=0)
    probability = torch.nn.Sequential(*model.network, torch.nn.Sigmoid())
    ages = [50, 60, 70, 80]
    x, r = (
        torch.from_numpy(model.standardizer(np.array(rows)))
        for rows in ([[float(age), 1.0] for age in ages], [[45.0, 0.0]])
    )
    whole = integrate(probability, x, r, steps=100, rule="middle")
    part = integrate(probability, r + 0.3 * (x - r), r, steps=30, rule="middle")
    with module_page(browser, "walk/walk") as page:
        script = """steps => walk.AGES.map(age => [0, 1].map(i => walk.paid(age, i, steps)))"""
        assert page.evaluate("[walk.AGES, walk.STEPS, walk.YOUNG]") == [ages, 100, 45]
        assert np.array(page.evaluate(script, 100)) == pytest.approx(whole, abs=1e-4)
        assert np.array(page.evaluate(script, 30)) == pytest.approx(part, abs=1e-4)
        risks = page.evaluate("walk.AGES.map(age => [0, 30, 100].map(k => walk.risk(age, k)))")
        halves = page.evaluate("walk.AGES.map(age => walk.halfway(age))")
        slopes = page.evaluate("walk.AGES.map(age => [0, 1].map(i => walk.slope(age, i)))")
    for age, found in zip(ages, risks, strict=True):
        rows = [[45 + share * (age - 45), share] for share in (0, 0.3, 1)]
        assert found == pytest.approx(model.predict_proba(np.array(rows)), abs=1e-4)
    assert halves[-1] == 22  # "a fifth", as the question has it
    x.requires_grad_()
    (slope,) = torch.autograd.grad(probability(x).sum(), x)
    assert np.array(slopes) == pytest.approx((slope * (x - r)).detach().numpy(), abs=1e-4)


@on("st-gradient-walk")
def test_the_walk_by_keyboard(opened):
    steps, patient = opened.get_by_role("slider"), opened.get_by_role("combobox")
    opened.get_by_role("button", name="half", exact=True).press("Enter")
    steps.fill("21")
    assert "✓" not in asked(opened)
    steps.press("ArrowRight")
    assert told(opened).startswith("Your guess: half. It is paid after 22 of 100 steps;")
    steps.press("End")
    for age, *shown, slopes in table_of("st-gradient-walk"):
        patient.select_option(age)
        cells = opened.locator("tbody td:nth-child(2) span, tfoot td span").all_inner_texts()
        assert cells == [*shown, slopes]
    assert opened.get_by_text("At 80 years the risk is 0.956.", exact=True).is_visible()
    opened.get_by_role("button", name="Start again").press("Enter")
    assert steps.input_value() == "0"


# --- weights for a regression ---------------------------------------------------------------


def regressed(worths: np.ndarray, weights: list[int]) -> np.ndarray:
    """Weighted least squares on all coalitions; the ends are fitted exactly, by a huge weight."""
    rows = st.coalitions(4).astype(float)
    each = np.array([1e7, *weights, 1e7])[rows.sum(axis=1).astype(int)] ** 0.5
    return np.linalg.lstsq(rows * each[:, None], (worths - worths[0]) * each, rcond=None)[0]


def test_the_regression_is_one_and_its_kernel_is_the_package_s(browser):
    friends = st.games.three_friends()
    expected = [
        st.Game(lambda rows: friends(rows[:, :3]), list("ABCD")),
        st.games.airport([12, 24, 40, 60]),
    ]
    some = [[1, 1, 1], [2, 1, 2], [2, 2, 3], [4, 2, 4], [8, 1, 1], [1, 8, 3]]
    with module_page(browser, "kernel/kernel") as page:
        games = page.evaluate("kernel.GAMES.map(game => game.worths.map(String))")
        found = page.evaluate(
            """some => kernel.GAMES.map(({ worths }) => some.map(
                weights => kernel.fitted(worths, weights).map(String)))""",
            some,
        )
    one, two, three = st.kernel_weights(4, exact=True)[1:-1]
    assert (one / two, three / two) == (2, 2)
    for game, worths, payoffs in zip(expected, games, found, strict=True):
        assert list(map(Fraction, worths)) == list(game.worths())
        shapley = list(st.shapley_values(game))
        right = [list(map(Fraction, paid)) == shapley for paid in payoffs]
        assert right[1:4:2] == [True, True]
        assert not any([right[0], *right[4:]])
        for weights, paid in zip(some, payoffs, strict=True):
            fitted = regressed(np.array(game.worths(), dtype=float), weights)
            assert [float(Fraction(x)) for x in paid] == pytest.approx(fitted, abs=1e-3)
        assert right[2] == (game is expected[0])  # 2 : 2 : 3 passes one game alone


def test_only_the_kernel_pays_right_in_both(browser):
    with module_page(browser, "kernel/kernel", "core/games") as page:
        right = page.evaluate(
            """() => {
                const all = [1, 2, 3, 4, 5, 6, 7, 8];
                const right = weights => kernel.GAMES.every(({ worths }) =>
                    kernel.same(kernel.fitted(worths, weights), games.shapleyValues(worths)));
                return all.flatMap(a => all.flatMap(b => all.map(c => [a, b, c]))).filter(right);
            }"""
        )
    assert right == [[2, 1, 2], [4, 2, 4], [6, 3, 6], [8, 4, 8]]


@on("st-kernel-weights")
def test_weights_are_moved_by_keyboard(opened):
    def shown() -> list[list[str]]:
        plots = opened.locator(".stk-plots svg")
        texts = [plots.nth(k).locator("text").all_text_contents() for k in range(2)]
        return [[text for text in all_texts if text not in "ABCD"] for all_texts in texts]

    static = [row[2:] for row in table_of("st-kernel-weights")]
    assert shown() == static[::2]
    opened.get_by_role("slider", name="alone").press("ArrowRight")
    assert "✓" not in asked(opened)
    opened.get_by_role("slider", name="in threes").press("ArrowRight")
    assert shown() == static[1::2]
    assert told(opened).startswith("Solved. Only 2\u00a0:\u00a01\u00a0:\u00a02 and its multiples")
    opened.get_by_role("slider", name="in pairs").press("ArrowRight")
    opened.get_by_role("slider", name="in threes").press("ArrowRight")
    verdicts = opened.locator(".stk-verdict").all_inner_texts()
    assert verdicts == ["Friends and a watcher: ✓ right", "Airport: not yet"]
