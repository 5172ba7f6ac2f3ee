"""What is looked for on every page: scripts for the browser, each with a name.

`visits.py` has them evaluated, in this order; test files ask for what was found by its name.
"""

from __future__ import annotations

from widgetlab import ANY

# --- before a page's own scripts ------------------------------------------------------------

# Called after every piece of the page that the parser adds, before anything is drawn.
WATCH_WIDGET = f"""new MutationObserver(() => {{
    const widget = document.querySelector("{ANY}");
    if (!widget) return;
    window.late ||= !("ready" in widget.dataset);
    window.before ||= !widget.nextElementSibling && document.readyState === "loading";
}}).observe(document, {{ childList: true, subtree: true }});"""

# --- lists of what is wrong -----------------------------------------------------------------

LATE_TYPEFACES = """() => {
    const [ready, painted] = ['typefaces', 'first-contentful-paint']
        .map(name => performance.getEntriesByName(name)[0].startTime);
    return [...document.fonts].filter(face => /Shapley|MJXZERO/.test(face.family))
        .filter(face => face.status !== 'loaded' || ready > painted).map(face => face.family);
}"""

RAW_MATH = """() => {
    const article = document.querySelector('article').cloneNode(true);
    article.querySelectorAll('pre, code, script, style, mjx-container').forEach(e => e.remove());
    const raw = /\\\\[()[\\]]|\\$\\$|\\\\(frac|sum|begin|varphi|phi)\\b/g;
    return article.textContent.match(raw) || [];
}"""

MATH = """() => [...document.querySelectorAll('article .math')]
    .filter(e => !(e.querySelector('mjx-container')?.offsetWidth > 0 || e.closest('details')))
    .map(e => `not typeset: ${e.textContent}`)"""

BROKEN_IMAGES = """async () => {
    const shown = [...document.images].filter(e => e.checkVisibility());
    shown.forEach(e => { e.loading = 'eager'; });
    await Promise.allSettled(shown.map(e => e.decode()));
    return shown.filter(e => !(e.complete && e.naturalWidth > 0)).map(e => e.src);
}"""

# What of the pictures is not sharp at two pixels of the screen per pixel of CSS.
BLURRED = """() => [...document.querySelectorAll('article img')]
    .filter(e => !e.src.endsWith('.svg'))
    .filter(e => e.naturalWidth < 2 * e.getBoundingClientRect().width - 1)
    .map(e => `${e.naturalWidth} for ${e.getBoundingClientRect().width}: ${e.alt}`)"""

STARTS_A_LINE = """() => [...document.querySelectorAll('.bd-article span.math')].map(formula => {
  const text = formula.nextSibling;
  if (text?.nodeType !== 3 || !/^[.,;:!?)]/.test(text.data)) return '';
  const range = document.createRange();
  range.setStart(text, 0); range.setEnd(text, 1);
  const [mark, before] = [range, formula].map(e => e.getBoundingClientRect());
  return mark.width && mark.left < before.left && mark.top > before.top ? text.data : '';
}).filter(Boolean)"""

LINES_BELOW_HEADS = """() => [...document.querySelectorAll('article table')]
    .filter(e => !e.closest('.st-stage') && e.tHead && e.checkVisibility())
    .map(e => [...e.tHead.rows].at(-1))
    .filter(row => new Set([...row.cells].map(c => getComputedStyle(c).borderBottom)).size > 1)
    .map(row => row.textContent)"""

# Opens everything: the last thing to be done with a page, but for what is hidden in it.
TOO_WIDE = """() => {
    document.querySelectorAll('details').forEach(e => { e.open = true; });
    const root = document.documentElement;
    const scrolls = e => e !== document.body && getComputedStyle(e).overflowX !== 'visible';
    const inside = e => e && e !== root && (scrolls(e) || inside(e.parentElement));
    return root.scrollWidth <= root.clientWidth ? [] : [...document.querySelectorAll('article *')]
        .filter(e => e.getBoundingClientRect().right > root.clientWidth && !inside(e))
        .map(e => e.outerHTML.slice(0, 200)).concat(['page wider than the window']);
}"""

CUT_FORMULAS = """() => [...document.querySelectorAll('article mjx-container')]
    .filter(e => e.checkVisibility() && !e.closest('table'))
    .filter(e => e.getAttribute('display') ? e.scrollWidth > e.clientWidth + 1
        : e.getBoundingClientRect().right > e.parentElement.closest('p, li, dd, figcaption')
            ?.getBoundingClientRect().right + 1)
    .map(e => e.textContent)"""

# Names in signatures that begin in one line and end in another.
BROKEN_NAMES = """() => [...document.querySelectorAll('dt.sig span')]
    .flatMap(e => [...e.childNodes]).filter(part => part.nodeType === Node.TEXT_NODE)
    .flatMap(part => [...part.data.matchAll(/\\w+/g)].filter(({ 0: name, index }) => {
        const range = document.createRange();
        range.setStart(part, index); range.setEnd(part, index + name.length);
        return new Set([...range.getClientRects()].map(line => line.top)).size > 1;
    }).map(([name]) => name))"""

# --- what is there, for a test to judge -----------------------------------------------------

THEME = "document.documentElement.dataset.theme"
# With what scripts add.
ELEMENTS = "document.querySelectorAll('*').length"

FIRST_PICTURE = """() => Math.min(...[...document.querySelectorAll(
    'article *')]
    .filter(e => e.matches('img, .st-words') || e.localName.startsWith('st-'))
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 40)
    .map(e => e.getBoundingClientRect().top + scrollY))"""

# Cells of code whose lines are not too long, and by how much they are cut all the same.
CODE = """() => [...document.querySelectorAll('article pre')].filter(e => e.checkVisibility())
    .filter(e => Math.max(...e.textContent.split('\\n').map(line => line.length)) <= 78)
    .map(e => [e.scrollWidth - e.clientWidth, e.textContent])"""

# How far from the left edge of the text tables begin.
TABLES = """() => [...document.querySelectorAll(
        'article :is(.st-table, .text_html) table, table.table')]
    .filter(e => e.checkVisibility() && !e.closest('details, div.admonition, .st-stage'))
    .map(e => {
        const cell = e.querySelector('tbody tr > *');
        const left = parseFloat(getComputedStyle(cell).paddingLeft);
        const column = document.querySelector('article section > p');
        return cell.getBoundingClientRect().left + left - column.getBoundingClientRect().left;
    })"""

# How far from the left edge of callouts their text begins.
CALLOUTS = """() => [...document.querySelectorAll('article section > div.admonition')]
    .filter(e => e.checkVisibility()).map(e => {
        const text = [...e.querySelectorAll('p:not(.admonition-title)')].find(
            p => !p.closest('li, .cell') && p.checkVisibility());
        return text ? text.getBoundingClientRect().left - e.getBoundingClientRect().left : 0;
    }).filter(Boolean)"""

# What can be moved sideways, and the parts of its ground: a cover and a shadow.
SIDEWAYS = """() => [...document.querySelectorAll(
        'article :is(.st-table, .pst-scrollable-table-container, .highlight pre, ' +
        'mjx-container[display])')]
    .filter(e => !e.closest('.st-stage') && e.checkVisibility())
    .filter(e => e.scrollWidth > e.clientWidth + 1)
    .map(e => [e.localName, getComputedStyle(e).backgroundImage])
    .map(([name, image]) => [name, image.match(/linear-gradient/g)?.length])"""

# Figures are drawn for both themes; one of the two is seen.
FIGURES = """() => [...document.querySelectorAll('article img:is(.st-light, .st-dark)')]
    .filter(e => e.checkVisibility())
    .map(e => [e.getAttribute('src'), e.getBoundingClientRect().width])"""

# What is asked of a widget that is ready and in sight: whether it came late or before what follows
# it, its height when the page was remembered (`visits.py`) and now; and whether the upper and the
# lower edge of its question can be touched once the end of its grid, if any, has come into view.
WIDGET = """widget => {
    const seen = { late, before, first, height: widget.getBoundingClientRect().height };
    widget.querySelector(".stm-table")?.scrollIntoView({ block: "end" });
    const question = widget.querySelector(".st-question");
    const edges = question?.getBoundingClientRect();
    seen.question = edges && [edges.top + 2, edges.bottom - 2].map(
        y => question.contains(document.elementFromPoint(edges.left + 20, y)));
    scrollTo(0, 0);
    return seen;
}"""

# The colors of all text and of what it stands on, every pair that occurs, layers upon one another.
COLORS = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const known = new Map();
    const mixed = layers => {
        const key = layers.join();
        if (!known.has(key)) {
            for (const color of layers) {
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
            }
            known.set(key, [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3));
        }
        return known.get(key);
    };
    const beneath = new Map([[null, ['white']]]);
    const grounds = e => {
        if (!beneath.has(e)) {
            const under = grounds(e.parentElement), own = getComputedStyle(e).backgroundColor;
            beneath.set(e, own === 'rgba(0, 0, 0, 0)' ? under : [...under, own]);
        }
        return beneath.get(e);
    };
    const written = e => e.localName === 'mjx-c' || [...e.childNodes].some(
        part => part.nodeType === Node.TEXT_NODE && part.data.trim());
    const seen = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const pairs = [...document.querySelectorAll('body, body *')]
        .filter(e => written(e) && seen(e) && !e.closest('script, style, noscript, svg'))
        .map(e => {
            const under = grounds(e);
            return [mixed([...under, getComputedStyle(e).color]), mixed(under)];
        });
    return [...new Map(pairs.map(pair => [pair.join(), pair])).values()];
}"""

# --- who looks for what ---------------------------------------------------------------------

BOTH = {
    "late typefaces": LATE_TYPEFACES,
    "raw math": RAW_MATH,
    "formulas not typeset": MATH,
    "broken pictures": BROKEN_IMAGES,
    "stops that begin a line": STARTS_A_LINE,
    "theme": THEME,
    "callouts": CALLOUTS,
    "colors": COLORS,
}
WIDE_SCREEN = {
    "blurred pictures": BLURRED,
    "lines below heads": LINES_BELOW_HEADS,
    "elements": ELEMENTS,
    "first picture": FIRST_PICTURE,
    "code": CODE,
    "tables": TABLES,
}
SMALL_SCREEN = {"sideways": SIDEWAYS, "broken names": BROKEN_NAMES}
# With all folds open, after everything else.
UNFOLDED = {"too wide": TOO_WIDE, "cut formulas": CUT_FORMULAS, "figures": FIGURES}
