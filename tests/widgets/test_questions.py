"""What the widgets ask and say: questions, remarks, warnings, names, a link to copy."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from sitelab import AXE, FINDINGS
from widgetlab import ASKING, bench_of, each_widget, open_page, ready

NO_NUMBER = "type a number: 100, 2/3 or 0.5"


@pytest.fixture
def opened(bench, browser, request):
    tag, *fragment = request.param if isinstance(request.param, tuple) else (request.param,)
    with open_page(browser, bench_of(bench, tag), fragment=(*fragment, "")[0]) as page:
        yield page.locator(tag) if fragment else ready(page, tag)


def on(*params):
    return pytest.mark.parametrize("opened", params, indirect=True)


def asked(widget) -> str:
    return widget.locator(".st-question p").first.inner_text()


def told(widget) -> str:
    """What stands below the question."""
    return widget.locator(".st-answer").inner_text()


def another(widget) -> None:
    widget.get_by_role("button", name="Another question").press("Enter")


@on(*ASKING)
def test_it_asks_first_and_explains_itself(opened):
    assert asked(opened).startswith("?")
    assert "?" in asked(opened)[2:]
    first, seen = asked(opened), set()
    while asked(opened) not in seen:
        seen.add(asked(opened))
        another(opened)
        assert asked(opened)[2:] == opened.get_by_role("status").inner_text()
    assert len(seen) >= 3
    assert first == asked(opened)
    assert not any("Solved" in question for question in seen)
    assert "Solved" not in told(opened)
    about = opened.get_by_text("What is this?")
    assert not opened.get_by_text("Shapley value", exact=False).last.is_visible()
    about.press("Enter")
    text = opened.locator(".st-about").inner_text()
    assert "Shapley value" in text
    assert len(text.split()) > 50


@on("st-lineup-machine")
def test_the_machine_takes_a_guess_and_notices_answers(opened):
    assert asked(opened).startswith("? Alone, C is worth 60. What is C paid on average")
    opened.get_by_role("button", name="between 60 and 20").press("Enter")
    assert told(opened).startswith("Your guess: between 60 and 20.")
    assert opened.get_by_role("button", name="Another question").evaluate(
        "e => e === document.activeElement"
    )
    opened.get_by_role("button", name="All six").click()
    answer = "Your guess: between 60 and 20. C is paid 140/3 ≈ 46.67. It adds 60 in 4 and 20 in 2"
    assert answer in told(opened)
    assert asked(opened).startswith("✓ Alone, C is worth 60.")  # the question stays
    assert opened.get_by_role("status").inner_text().startswith("Your guess: between")
    opened.get_by_role("button", name="Start again").click()
    another(opened)
    opened.get_by_role("button", name="Next line-up").click()
    assert "Solved. Here C adds as much to {A} as to nobody." in told(opened)
    another(opened)
    opened.get_by_role("button", name="All six").click()
    assert "Solved. Nobody: everybody is paid 40/3 less than alone." in told(opened)
    another(opened)
    opened.get_by_text("Change names and worths").click()
    opened.get_by_label("v({B})", exact=True).fill("119")
    assert "Which worth do you change" in asked(opened)
    opened.get_by_label("v({B})", exact=True).fill("120")
    assert "Solved. A and B are paid 80. Yet they do not add the same" in told(opened)
    opened.get_by_role("button", name="The three friends again").click()
    for S, worth in {"B": "100", "A, B": "200", "B, C": "160"}.items():
        opened.get_by_label(f"v({{{S}}})", exact=True).fill(worth)
    for _ in range(4):
        another(opened)
    opened.get_by_role("button", name="Why?").click()
    assert "They add the same to every coalition: then it must be so." in told(opened)


@on("st-lineup-machine", "st-sampling-race")
def test_a_question_is_read_before_it_is_answered(opened):
    """What answers the next question already is kept back: a reason or a guess is asked for."""
    for label in ("All six", "End"):
        for button in opened.get_by_role("button", name=label, exact=True).all():
            button.click()
    for slider in opened.get_by_role("slider").all():
        slider.fill(slider.get_attribute("max"))
    kept_back = 0
    for _ in range(4):
        another(opened)
        assert asked(opened).startswith("? ")
        assert "Solved" not in told(opened)
        choices = opened.locator(".st-choices button")
        if choices.count() and "It is so already" in told(opened):
            choices.first.click()
            kept_back += 1
            assert told(opened).startswith("Solved. ")
        elif choices.count():
            choices.first.click()
            kept_back += 1
            assert told(opened).startswith("Your guess: ")
    assert kept_back


@on("st-game-board")
def test_the_list_of_challenges_does_not_repeat_the_question(opened):
    opened.locator("summary", has_text="Challenges").press("Enter")
    shown = opened.locator(".st-challenges li:visible")
    questions = set()
    for _ in range(5):
        words = asked(opened)[len("? Can you make ") :][:20]
        questions.add(words)
        assert shown.count() == 4
        assert not any(words in text for text in shown.all_inner_texts())
        another(opened)
    assert len(questions) == 5


@on("st-game-board")
def test_the_board_says_what_a_solved_challenge_means(opened):
    opened.get_by_label("Game", exact=True).select_option(label="Gloves")
    assert asked(opened).startswith("? Can you make R1 a null player: one")
    worth = opened.get_by_role("spinbutton", name="v({L1, L2, R1})")
    worth.fill("-9")
    assert "Solved. However they share" in told(opened)  # the core: another challenge, noticed too
    opened.get_by_role("button", name="Start again").click()
    assert asked(opened).startswith("? Can you make R1")
    assert worth.input_value() == "1"
    opened.get_by_label("Game", exact=True).select_option(label="Three friends")
    another(opened)
    assert told(opened) == "It is so already; undo it first."


@on("st-axiom-switch")
def test_the_switch_notices_answers(opened):
    def turn(*axioms):
        for axiom in axioms:
            opened.get_by_role("switch", name=axiom).press("Space")

    turn("efficiency")
    turn("efficiency", "null player")
    assert "Solved" not in told(opened)
    turn("null player", "symmetry")
    assert "Solved. Without symmetry or additivity any three payoffs" in told(opened)
    another(opened)
    opened.get_by_label("Game").select_option(label="Gloves")
    assert "Solved. Nothing but symmetry makes them equal." in told(opened)
    another(opened)
    opened.get_by_label("Game").select_option(label="Two and a watcher")
    turn("symmetry", "additivity")
    assert "Solved" not in told(opened)
    turn("additivity", "null player")
    assert "Solved. The null player axiom was all that kept C at 0." in told(opened)
    another(opened)
    opened.get_by_label("Game").select_option(label="Three friends")
    turn("additivity")
    assert "Solved" not in told(opened)
    turn("null player", "efficiency")
    assert "Solved. Efficiency, and with it symmetry or additivity." in told(opened)


@on("st-who-is-missing")
def test_who_is_missing_notices_answers(opened):
    rho = opened.get_by_role("slider", name="correlation")
    rho.fill("-0.5")
    assert "Solved. The conditional game pays it −0.50" in told(opened)
    another(opened)
    opened.get_by_label("Model").select_option("sum")
    assert "Solved" not in told(opened)
    opened.get_by_role("slider", name="x₂").fill("1")
    assert "Solved. On the diagonal: both features are 1.00" in told(opened)
    another(opened)
    opened.get_by_label("Model").select_option("product")
    assert "Solved" not in told(opened)
    rho.fill("0")
    assert "Solved. At ρ = 0" in told(opened)
    another(opened)
    assert asked(opened).startswith("? Make all four ways pay the same")
    assert told(opened).startswith("It is so already.")
    opened.get_by_role("button", name="Why?").click()
    assert "Solved. Then nobody needs to choose" in told(opened)


@on("st-sampling-race")
def test_the_race_notices_answers(opened):
    slider = opened.get_by_role("slider")
    slider.fill("3")
    assert "Solved" not in told(opened)
    slider.fill("4")
    assert "Solved. At 128 it was: bend taken out. The next best, antithetic, was" in told(opened)
    another(opened)
    opened.get_by_label("Game").select_option("pairs")
    assert "Solved. Pairs: a line-up and its reverse" in told(opened)
    another(opened)
    opened.get_by_label("Game").select_option("airport")
    opened.get_by_label("Seed", exact=True).select_option("5")
    opened.locator("summary", has_text="One player").press("Enter")
    opened.get_by_label("Player", exact=True).select_option("0")
    slider.fill("3")
    assert "Solved" not in told(opened)
    slider.fill("4")
    assert "With 128 coalitions it is 2 of 5. A band that is right 95 times in 100" in told(opened)


@on("st-lineup-machine")
def test_a_warning_waits_until_the_number_is_complete(opened):
    opened.get_by_text("Change names and worths").click()
    field = opened.get_by_label("v({A})", exact=True)
    warning = opened.get_by_role("alert")
    for typed, said in {
        "-": "", "2/": "", "2/0": "0 cannot divide; type 2/3, say", "2/3": "", "1.": "",
        "10^30": NO_NUMBER, "1" * 13: "at most 12 digits", "٣": NO_NUMBER, "1e5": NO_NUMBER,
    }.items():  # fmt: skip
        field.evaluate("(e, t) => { e.value = t; e.dispatchEvent(new Event('input')); }", typed)
        assert [w.inner_text() for w in warning.all()] == ([said] if said else [])
        assert (field.get_attribute("aria-invalid") == "true") == bool(said)
    field.fill("2/")
    field.press("Tab")
    assert warning.inner_text() == NO_NUMBER
    described = field.get_attribute("aria-describedby")
    assert warning.get_attribute("id") == described


NAMES = ["WWWWWWWWWWWW", "שלום", "😀 👍", "a\u202eb"]  # long, right to left, pictures, a trick
LINK = f"game={','.join(map(str, range(16)))}&players={','.join(map(quote, NAMES))}"


@on(("st-game-board", LINK))
def test_any_names_come_back_from_a_link(opened):
    shown = opened.locator(".st-bars button").all_inner_texts()
    assert shown[1:] == ["WWWWWWWWWWWW", "\u2068שלום\u2069", "😀 👍", "ab"]
    link = opened.get_by_label("A link to this game").input_value()
    assert link.endswith(f"&players={','.join(map(quote, [*NAMES[:3], 'ab']))}")
    chips = opened.locator(".st-node").nth(3).locator(".st-chip").all_text_contents()
    assert chips == ["W", "\u2068ש\u2069"]  # as short as tells them apart
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 1280
    top = opened.evaluate("e => e.getBoundingClientRect().top")
    assert 0 <= top < 200  # who opens a link to a game sees the game


@on("st-game-board")
def test_a_link_is_copied_or_selected(opened):
    page = opened.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_role("spinbutton", name="v({A})", exact=True).fill("7")
    opened.locator("summary", has_text="Link").press("Enter")
    opened.get_by_role("button", name="Copy").press("Enter")
    opened.get_by_role("button", name="Copied").wait_for()
    assert "#game=0,7," in page.evaluate("navigator.clipboard.readText()")
    status = opened.get_by_role("status")
    before = status.inner_text()
    opened.get_by_role("spinbutton", name="v({A})", exact=True).fill("8")
    expect(status).not_to_have_text(before)  # it is told a moment after the last key
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    opened.get_by_role("button", name="Copy").press("Enter")
    opened.get_by_role("button", name="Selected").wait_for()
    assert page.evaluate("getSelection().toString()") == opened.get_by_label("A link").input_value()
    assert "The link is selected" in status.inner_text()


STATES = {
    "st-lineup-machine": ["v({A})", "1/0"],
    "st-game-board": ["v({A, B, C})", "1/0"],
}


# Without asking for the style sheets, which a page from a folder may not.
QUIET = FINDINGS.replace("resultTypes", "preload: false, resultTypes")


@each_widget
def test_axe_finds_nothing_in_answers_and_warnings(bench, browser, tag):
    """By light, then in the dark: a reader may turn it while the page is open."""
    assert QUIET != FINDINGS
    with open_page(browser, bench_of(bench, tag), reduced_motion="reduce") as page:
        widget = ready(page, tag)
        widget.locator("details").evaluate_all("all => all.forEach(d => { d.open = true; })")
        if tag in STATES:
            label, typed = STATES[tag]
            field = widget.get_by_label(label, exact=True)
            field.fill(typed)
            field.press("Enter")
        solved = "all => all.forEach(e => e.classList.add('st-solved'))"
        widget.locator(".st-question").evaluate_all(solved)
        page.evaluate(AXE)
        grounds = set()
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
            grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            assert (theme, page.evaluate(QUIET)) == (theme, [])
        assert len(grounds) == 2
