"""The script of all widgets: their modules in one."""

from __future__ import annotations

import bundle_widgets
import pytest
from sphinx.errors import ExtensionError
from widgetlab import MODULES


def test_the_bundle_is_one_classic_script(tmp_path):
    script = bundle_widgets.script()
    assert 'modules["race/runs"] = ' in script
    for path in MODULES.rglob("*.js"):
        name = path.relative_to(MODULES).with_suffix("").as_posix()
        assert f'modules["{name}"] = ' in script
    for room in ("core", "room"):
        (tmp_path / room).mkdir()
    (tmp_path / "a.js").write_text('import {\n  b as c,\n} from "./core/b.js";\nc();\n')
    (tmp_path / "core/b.js").write_text("export function b() {}\nexport const x = 1;\n")
    (tmp_path / "room/b.js").write_text('import { x } from "../core/b.js";\n')
    made = bundle_widgets.bundle(tmp_path)
    assert made.index('modules["core/b"] =') < made.index('modules["a"] =')
    assert made.index('modules["core/b"] =') < made.index('modules["room/b"] =')
    assert "return { b, x };" in made
    assert 'const {\n  b: c,\n} = modules["core/b"];' in made
    assert 'const { x } = modules["core/b"];' in made


@pytest.mark.parametrize("line", ["export default 1;", 'import x from "./b.js";', "export { y };"])
def test_what_cannot_be_bundled_is_refused(tmp_path, line):
    (tmp_path / "a.js").write_text(f"{line}\n")
    with pytest.raises(ExtensionError, match=r"a\.js"):
        bundle_widgets.bundle(tmp_path)
