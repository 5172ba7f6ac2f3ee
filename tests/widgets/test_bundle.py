"""The scripts of the widgets: the modules that each needs, in one."""

from __future__ import annotations

import bundle_widgets
import pytest
from sphinx.errors import ExtensionError
from widgetlab import CHAPTERS, MODULES


def made_of(script: str) -> set[str]:
    """The modules of which a script is made."""
    sources = bundle_widgets.modules(MODULES, {"race/runs": ""})
    return {name for name in sources if f'modules["{name}"] = ' in script}


def test_every_widget_has_a_script_and_every_module_a_widget():
    scripts = bundle_widgets.scripts()
    assert set(scripts) == set(CHAPTERS)
    assert set().union(*map(made_of, scripts.values())) == set(
        bundle_widgets.modules(MODULES, {"race/runs": ""})
    )


def test_a_script_has_what_it_needs_and_no_more():
    scripts = bundle_widgets.scripts()
    rooms = {tag: {name.split("/")[0] for name in made_of(text)} for tag, text in scripts.items()}
    assert rooms["st-lineup-toy"] == rooms["st-lineup-machine"] == {"core", "lineup"}
    assert "lineup/questions" not in made_of(scripts["st-lineup-toy"])
    assert rooms["st-sampling-race"] == {"core", "race"}
    assert "race/runs" in made_of(scripts["st-sampling-race"])
    assert max(len(text) for tag, text in scripts.items() if tag != "st-sampling-race") < 100_000


def test_the_bundle_is_one_classic_script(tmp_path):
    for room in ("core", "room"):
        (tmp_path / room).mkdir()
    (tmp_path / "a.js").write_text('import {\n  b as c,\n} from "./core/b.js";\nc();\n')
    (tmp_path / "core/b.js").write_text("export function b() {}\nexport const x = 1;\n")
    (tmp_path / "room/b.js").write_text('import { x } from "../core/b.js";\n')
    sources = bundle_widgets.modules(tmp_path)
    made = bundle_widgets.bundle(sources)
    assert made.index('modules["core/b"] =') < made.index('modules["a"] =')
    assert made.index('modules["core/b"] =') < made.index('modules["room/b"] =')
    assert "return { b, x };" in made
    assert 'const {\n  b: c,\n} = modules["core/b"];' in made
    assert 'const { x } = modules["core/b"];' in made
    assert 'modules["room/b"]' not in bundle_widgets.bundle(sources, ["a"])


@pytest.mark.parametrize("line", ["export default 1;", 'import x from "./b.js";', "export { y };"])
def test_what_cannot_be_bundled_is_refused(tmp_path, line):
    (tmp_path / "a.js").write_text(f"{line}\n")
    with pytest.raises(ExtensionError, match=r"a\.js"):
        bundle_widgets.bundle(bundle_widgets.modules(tmp_path))
