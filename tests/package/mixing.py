"""Rows mixed by hand, cell by cell, and a model that reads them to the letter.

Nothing here imports the package: it is what the package is compared with.
"""

from __future__ import annotations

import datetime
import hashlib
import importlib.util
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from brute import shapley, subsets

# ---------------------------------------------------------------- what a cell is, to the letter


def token(cell: Any) -> str:
    """Text that tells cells apart which are equal to Python: 1, 1.0, True, -0.0, None, NaN, NA."""
    kind = type(cell).__name__
    if isinstance(cell, float):  # NumPy's doubles too
        return f"{kind} {float(cell).hex()}"
    if isinstance(cell, np.generic):
        return f"{cell.dtype} {cell!r}"
    if isinstance(cell, (pd.Timestamp, pd.Timedelta)):
        return f"{kind} {cell.unit} {cell!r}"
    if isinstance(cell, (tuple, list)):
        return f"{kind} {[token(part) for part in cell]}"
    if isinstance(cell, dict):
        return f"{kind} {[(token(key), token(value)) for key, value in cell.items()]}"
    return f"{kind} {cell!r}"


_NANOSECONDS = {"s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}


def number(cell: Any) -> str:
    """The same for a number whose type may change, but whose value must not."""
    if isinstance(cell, (np.datetime64, np.timedelta64)):
        unit, count = np.datetime_data(cell.dtype)
        ticks = int(cell.astype(np.int64)) * count
        return str(cell) if np.isnat(cell) else f"{ticks * _NANOSECONDS[unit]} ns"
    value = cell.item() if isinstance(cell, np.generic) else cell
    if isinstance(value, (float, complex)):
        value = complex(value)
        signs = np.signbit([value.real, value.imag]).tolist()
        return f"{value.real.hex()} {value.imag.hex()} {signs[:1] if value.imag == 0 else signs}"
    if isinstance(value, (bool, int)):
        exact = Fraction(int(value))
        same = float(exact) if abs(exact) < 2**1000 else None
        if same is not None and Fraction(same) == exact:
            return number(same)
        return f"{exact}"
    return str(cell)


def hashed(*texts: str) -> float:
    """A number between -1 and 1 that any other text changes."""
    digest = hashlib.blake2b("|".join(texts).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**47 - 1


def cells_of(column: pd.Series) -> list[Any]:
    """Cells as they lie in a column, whatever its type."""
    return list(stored(column))


def stored(column: pd.Series) -> Any:
    """The array in which a column's cells lie."""
    return column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array


def texts_of(reads: Any, cells: Any) -> list[str]:
    """What each of many cells is to ``token`` or ``number``.

    Of an array of NumPy's own types, cells of the same bytes are the same to the letter and are
    read once; of a list or an array of objects, each object is read once.
    """
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "biufcmMSU" and cells.itemsize:
        known = _OF_BYTES.setdefault((reads, cells.dtype.str), {})
        raw = np.ascontiguousarray(cells).view(f"V{cells.itemsize}").tolist()
        for i, key in enumerate(raw):
            if key not in known:
                known[key] = reads(cells[i])
        return [known[key] for key in raw]
    objects = list(cells)  # all alive: no two have one id
    once = {id(cell): cell for cell in objects}
    texts = {key: reads(cell) for key, cell in once.items()}
    return [texts[id(cell)] for cell in objects]


_OF_BYTES: dict[tuple[Any, str], dict[bytes, str]] = {}


def columns_text(columns: pd.Index) -> str:
    """All about the columns' labels but the type of the index."""
    return f"{columns.names} {[token(label) for label in columns]}"


def index_text(index: pd.Index) -> str:
    """The kind and the names of row labels, whose range need not stay one."""
    return f"{type(index).__name__.replace('Range', '')} {index.names}"


def type_text(dtype: Any) -> str:
    """A type, and the levels of a category in their order."""
    if isinstance(dtype, pd.CategoricalDtype):
        return f"category {[token(v) for v in dtype.categories]} {dtype.ordered}"
    return f"{dtype} {getattr(dtype, 'na_value', '')!r}"


class StrictModel:
    """Scores rows by every letter of them, and remembers what it saw.

    Parameters
    ----------
    reads
        ``token``, or ``number`` where a common type may stand for X's own.
    labels
        Whether a row's label counts.
    types
        Whether the types of the columns count.
    """

    def __init__(self, reads: Any = token, labels: bool = True, types: bool = True) -> None:
        self.reads, self.labels, self.types = reads, labels, types
        self.how = {"reads": reads, "labels": labels, "types": types}
        self.types_seen: set[tuple[str, ...]] = set()
        self.columns_seen: set[str] = set()
        self.labels_seen: set[str] = set()
        self.index_names: set[str] = set()
        self.cells_seen: dict[int, set[str]] = {}

    def __call__(self, rows: Any) -> np.ndarray:
        """Scores (m,)."""
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(index=range(len(rows)))
        if frame is rows:
            types = tuple(type_text(dtype) for dtype in rows.dtypes)
            parts = [texts_of(self.reads, stored(column)) for _, column in rows.items()]
            labels = [token(label) for label in rows.index]
            self.labels_seen.update(labels)
            self.index_names.add(index_text(rows.index))
            self.columns_seen.add(columns_text(rows.columns))
        else:
            types = (f"{rows.dtype.str} {type(rows).__name__}",)
            parts = [texts_of(self.reads, rows[:, j]) for j in range(rows.shape[1])]
            labels = [""] * len(rows)
        self.types_seen.add(types)
        for j, column in enumerate(parts):
            self.cells_seen.setdefault(j, set()).update(column)
        head = [*types, columns_text(frame.columns)] if self.types else []
        tail = labels if self.labels else [""] * len(rows)
        return np.array([hashed(*head, *row) for row in zip(*parts, tail, strict=True)])


# ---------------------------------------------------------------- the definition


def series(cells: list[Any], dtype: Any) -> pd.Series:
    """A column of cells, none of which is looked into."""
    if str(dtype) == "object":
        array = np.empty(len(cells), dtype=object)
        for i, cell in enumerate(cells):
            array[i] = cell
        return pd.Series(array, dtype=object)
    if hasattr(dtype, "pyarrow_dtype"):
        return arrow_series(cells, dtype.pyarrow_dtype)
    if isinstance(dtype, np.dtype) and dtype.kind in "mM":  # pandas 2.2 cannot read NumPy's NaT
        cells = [pd.NaT if pd.isna(cell) else cell for cell in cells]
    return pd.Series(cells, dtype=dtype)


def arrow_series(cells: list[Any], kind: Any) -> pd.Series:
    """A column of one of Arrow's types, in which NaN stays a number and NA is none."""
    import pyarrow

    known = [None if cell is pd.NA else cell for cell in cells]
    return pd.Series(pd.arrays.ArrowExtensionArray(pyarrow.array(known, kind)))


def mixed_frame(X: Any, B: Any, dtypes: list[Any], pieces: list[tuple[int, int, set[int]]]) -> Any:
    """Mixed rows (x, b, known columns), with x's label, cell by cell."""
    own, other = ([cells_of(column) for _, column in Z.items()] for Z in (X, B))
    columns = {
        j: series([own[j][x] if j in known else other[j][b] for x, b, known in pieces], dtype)
        for j, dtype in enumerate(dtypes)
    }
    frame = pd.DataFrame(columns)
    frame.columns = X.columns
    frame.index = X.index[[x for x, _, _ in pieces]]
    return frame


def mixed_array(X: Any, B: Any, dtype: Any, pieces: list[tuple[int, int, set[int]]]) -> Any:
    """The same of arrays."""
    rows = np.empty((len(pieces), X.shape[1]), dtype=dtype)
    for i, (x, b, known) in enumerate(pieces):
        for j in range(X.shape[1]):
            rows[i, j] = X[x, j] if j in known else B[b, j]
    return rows


class Truth(NamedTuple):
    """What the definition says."""

    values: np.ndarray  # (rows, players)
    base: np.ndarray  # (rows,)
    worths: np.ndarray  # (rows, 2**players), in the order of masks


def by_definition(
    model: Any, X: Any, B: Any, dtypes: Any, players: list[list[int]], weights: Any = None
) -> Truth:
    """Shapley values from all mixed rows; what everybody is worth is asked of X as it is given."""
    n, sets = len(players), subsets(range(len(players)))
    share = np.full(len(B), 1 / len(B)) if weights is None else np.asarray(weights, dtype=float)
    share = share / share.sum()
    known = [{j for player in S for j in players[player]} for S in sets]
    pieces = [(x, b, inside) for x in range(len(X)) for inside in known for b in range(len(B))]
    mixed = mixed_frame if isinstance(X, pd.DataFrame) else mixed_array
    answers = np.asarray(model(mixed(X, B, dtypes, pieces))).reshape(len(X), len(sets), len(B))
    worths = (answers * share).sum(axis=2)  # (rows, sets)
    masks = [sum(1 << i for i in S) for S in sets]
    table = np.empty((len(X), 2**n))
    table[:, masks] = worths
    values = []
    for x, everybody in enumerate(np.asarray(model(X))):
        v = dict(zip(sets, worths[x], strict=True)) | {frozenset(range(n)): everybody}
        values.append([float(value) for value in shapley(v, n)])
    return Truth(np.array(values), table[:, 0].copy(), table)


# ---------------------------------------------------------------- columns of all kinds


def _shuffled(rng: np.random.Generator, cells: list[Any], size: int) -> list[Any]:
    return [cells[k] for k in rng.integers(len(cells), size=size)]


def _levels(rng: np.random.Generator) -> pd.CategoricalDtype:
    levels = [["lo", "mid", "hi"], [3, 1, 2], [0.5, -0.0, np.inf], ["z", "never seen", "a", "b"]]
    mine = levels[rng.integers(len(levels))]
    order = rng.permutation(len(mine))
    return pd.CategoricalDtype([mine[k] for k in order], ordered=bool(rng.integers(2)))


_NOON = pd.Timestamp("2024-03-31 12:00", tz="UTC")
OBJECTS = [
    None,
    np.nan,
    pd.NA,
    pd.NaT,
    0.0,
    -0.0,
    0,
    False,
    1,
    1.0,
    True,
    "1",
    b"1",
    "",
    (0.0,),
    (-0.0,),
    (1, "a"),
    (True, "a"),
    [1.0, 2.0],
    [],
    {"k": None},
    {1, 2},
    np.float32(1),
    np.float64(1),
    np.int8(1),
    np.bool_(True),
    np.float32(-0.0),
    np.float32(0.0),
    np.float32("nan"),
    complex(0.0, -0.0),
    complex(0.0, 0.0),
    Decimal("1.0"),
    Decimal("1.00"),
    Fraction(1),
    _NOON,
    _NOON.tz_convert("Europe/Berlin"),
    _NOON.as_unit("s"),
    datetime.date(2024, 3, 31),
    datetime.datetime(2024, 3, 31, tzinfo=datetime.UTC),
    np.datetime64("2024-03-31"),
    np.datetime64("2024-03-31T00"),
    pd.Timedelta("1h"),
    10**30,
]
_FLOATS = [0.0, -0.0, 1.5, np.nan, np.inf, -2.25, 3.0]
_DAYS = ["2024-02-29", "2024-02-29 23:59:59", "1970-01-01", None]
_UNITS = ["s", "ms", "us", "ns"]
_WHOLE = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
HAS_ARROW = importlib.util.find_spec("pyarrow") is not None
PANDAS_HAS_STR = pd.Series(["a"], dtype="str").dtype != object  # a type of its own, from 3.0


def arrow_kinds() -> dict[str, tuple[list[Any], Any]]:
    """Name of each of Arrow's types -> cells, None among them, and the type."""
    import pyarrow as pa

    noon = datetime.datetime(2024, 3, 31, 12)
    there = [_NOON, _NOON + pd.Timedelta("1us"), None]
    ends = {name: np.iinfo(name) for name in ("int8", "uint16", "int64", "uint64")}
    kinds: dict[str, tuple[list[Any], Any]] = {
        **{n: ([0, end.min, end.max, None], getattr(pa, n)()) for n, end in ends.items()},
        "float": ([0.0, -0.0, 1.5, np.nan, None], pa.float32()),
        "double": ([0.0, -0.0, 1.5, np.nan, np.inf, None], pa.float64()),
        "double without missing": ([0.0, -0.0, 1.5], pa.float64()),
        "bool": ([True, False, None], pa.bool_()),
        "string": (["a", "", None], pa.string()),
        "large_string": (["a", "", None], pa.large_string()),
        "binary": ([b"a", b"", None], pa.binary()),
        "dictionary": (["a", "b", None], pa.dictionary(pa.int8(), pa.string())),
        "decimal": ([Decimal("1.00"), Decimal("-2.50"), None], pa.decimal128(10, 2)),
        "time": ([datetime.time(1, 2, 3), datetime.time(0), None], pa.time64("us")),
        "date": ([datetime.date(2024, 2, 29), datetime.date(1960, 1, 1), None], pa.date32()),
        "moment": ([noon, None], pa.timestamp("s")),
        "span": ([datetime.timedelta(hours=1), datetime.timedelta(0), None], pa.duration("us")),
        "list": ([[1.5, None], [], None], pa.list_(pa.float64())),
        "struct": ([{"k": 1}, {"k": None}, None], pa.struct([("k", pa.int64())])),
        "null": ([None], pa.null()),
    }
    for zone in ("UTC", "Europe/Berlin"):
        kinds[f"moment in {zone}"] = (there, pa.timestamp("us", zone))
    return {name: (cells, pd.ArrowDtype(kind)) for name, (cells, kind) in kinds.items()}


def _same_type_kinds() -> dict[str, Any]:
    """Name of a kind of column -> function of rng: cells to draw from, and the type."""
    kinds: dict[str, Any] = {
        "bool": lambda rng: ([True, False], "bool"),
        "object": lambda rng: (_shuffled(rng, OBJECTS, 3), object),
        "text with None": lambda rng: ([None, "ad", "", "bc", np.nan], object),
        "str": lambda rng: (["ad", "", "bc", np.nan], "str"),
        "string": lambda rng: (["ad", "", pd.NA], "string"),
        "boolean": lambda rng: ([True, False, pd.NA], "boolean"),
        "category": lambda rng: ([*(t := _levels(rng)).categories[:3], np.nan], t),
        "complex": lambda rng: ([0j, complex(-0.0, 1), 1 + 2j, complex(0.0, 1)], "complex128"),
        "period": lambda rng: ([pd.Period("2024-01", "M"), pd.NaT], "period[M]"),
        "interval": lambda rng: (list(pd.interval_range(0.0, 3.0)), "interval[float64, right]"),
        "sparse": lambda rng: ([0.0, 1.0, -0.0, np.nan], "Sparse[float64]"),
    }
    for name in ("float16", "float32", "float64"):
        kinds[name] = lambda rng, name=name: (_FLOATS, name)
    for name in ("Float32", "Float64"):
        kinds[name] = lambda rng, name=name: ([0.0, -0.0, 1.5, pd.NA], name)
    for name in _WHOLE:
        ends = np.iinfo(name)
        kinds[name] = lambda rng, name=name, ends=ends: ([0, 1, ends.min, ends.max], name)
        large = name.capitalize().replace("Uint", "UInt")
        kinds[large] = lambda rng, large=large, ends=ends: ([0, ends.min, ends.max, pd.NA], large)
    for unit in _UNITS:
        days = [pd.Timestamp(day).as_unit(unit) if day else pd.NaT for day in _DAYS]
        kinds[f"days in {unit}"] = lambda rng, unit=unit, days=days: (days, f"datetime64[{unit}]")
        spans = [pd.Timedelta(3, "h").as_unit(unit), pd.Timedelta(0, "s").as_unit(unit), pd.NaT]
        kinds[f"spans in {unit}"] = lambda rng, u=unit, spans=spans: (spans, f"timedelta64[{u}]")
        for zone in ("UTC", "Europe/Berlin", "America/New_York"):
            there = [day if day is pd.NaT else day.tz_localize(zone) for day in days]
            dtype = f"datetime64[{unit}, {zone}]"
            kinds[f"{zone} in {unit}"] = lambda rng, there=there, dtype=dtype: (there, dtype)
    if HAS_ARROW:
        kinds["string of Arrow"] = lambda rng: (["ad", "", pd.NA], "string[pyarrow]")
        for name, drawn in arrow_kinds().items():
            kinds[f"Arrow's {name}"] = lambda rng, drawn=drawn: drawn
    return kinds


SAME_TYPE = _same_type_kinds()

# type of X, its cells, type of the background, its cells, the type that holds them all
OTHER_TYPE = [
    ("float16", [1.5, 5e4], "float64", [1.2e5, 4e4], "float64"),
    ("float16", [1.5, -0.0], "float64", [2.5, 0.0, -0.0, np.nan], "float16"),
    ("float16", [1.5, np.nan], "int64", [100_000, 0], "float64"),
    ("float16", [1.5, np.nan], "int16", [0, 2048], "float16"),
    ("float32", [1.7e9, 0.5], "int64", [1_700_000_050, 3], "float64"),
    ("float32", [1.7e9, 0.5], "float64", [0.1, 0.5], "float64"),
    ("float32", [0.5, np.inf], "float64", [np.inf, np.nan, 0.25], "float32"),
    ("float64", [0.5], "float32", [0.1, np.nan], "float64"),
    ("float64", [0.5, -0.0], "bool", [True, False], "float64"),
    ("float64", [0.5], "uint64", [2**63, 5], "float64"),
    ("int64", [7, -3], "float64", [1.5, np.nan], "float64"),
    ("int64", [7, -3], "float64", [2.0, -4.0], "int64"),
    ("int64", [7, 0], "float64", [-0.0, 4.0], "float64"),
    ("int64", [7, 0], "float64", [0.0, 4.0], "int64"),
    ("int8", [7, -3], "int64", [300, -3], "int64"),
    ("int8", [7, -3], "uint8", [200, 7], "int16"),
    ("int8", [7, -3], "int64", [100, -3], "int8"),
    ("int64", [7, 3], "uint64", [2**63 + 1, 5], "uint64"),
    ("uint8", [7, 3], "bool", [True, False], "uint8"),
    ("bool", [True, False], "int64", [1, 0], "bool"),
    ("bool", [True, False], "int64", [2, 0], "int64"),
    ("bool", [True, False], "float64", [0.5, -0.0], "float64"),
    ("float64", [0.5, 1.0], "complex128", [1j, 0j], "complex128"),
    ("complex128", [0.5 + 1j], "float64", [0.5, -0.0], "complex128"),
]
_DAY = [pd.Timestamp("2024-02-29 12:30:00"), pd.Timestamp("2001-01-01")]
_FINE = [pd.Timestamp("2024-02-29 12:30:00.000000001"), pd.NaT]
_FAR = [pd.Timestamp("3024-02-29 12:30:00").as_unit("s"), pd.NaT]
OTHER_TIMES = [
    ("datetime64[s]", _DAY, "datetime64[ns]", _DAY, "datetime64[s]"),
    ("datetime64[s]", _DAY, "datetime64[ns]", _FINE, "datetime64[ns]"),
    ("datetime64[ms]", _DAY, "datetime64[us]", [*_DAY, pd.NaT], "datetime64[ms]"),
    ("datetime64[us]", _DAY, "datetime64[s]", _FAR, "datetime64[us]"),
    ("datetime64[ns]", _DAY, "datetime64[s]", _FAR, "datetime64[s]"),
    ("timedelta64[s]", [_DAY[0] - _DAY[1]], "timedelta64[ns]", [_FINE[0] - _DAY[0]],
     "timedelta64[ns]"),
    ("timedelta64[ns]", [_DAY[0] - _DAY[1]], "timedelta64[us]", [pd.NaT], "timedelta64[ns]"),
]  # fmt: skip


class Case(NamedTuple):
    """Rows to explain, a background, and the type that each column of a mixed row has."""

    X: Any
    B: Any
    dtypes: list[Any]


def random_labels(rng: np.random.Generator, size: int) -> pd.Index:
    """Row labels of a random kind."""
    kinds = [
        lambda: pd.RangeIndex(size),
        lambda: pd.RangeIndex(100, 100 + 7 * size, 7, name="customer"),
        lambda: pd.Index(rng.permutation(size) + 101),
        lambda: pd.Index([f"p{k}" for k in rng.permutation(size)], name="patient"),
        lambda: pd.Index(
            ["ann", 7, 7.0, None, ("bo", 1)][:size], dtype=object, tupleize_cols=False
        ),
        lambda: pd.Index(rng.integers(0, 2, size), name="twice"),
        lambda: pd.date_range("2024-01-30", periods=size, freq="D", tz="Europe/Berlin"),
        lambda: pd.date_range("2024-01-30", periods=size, unit="s", name="day"),
        lambda: pd.CategoricalIndex(["b", "a", "b", "a", "b"][:size], categories=["b", "a", "c"]),
        lambda: pd.Index([0.5, np.nan, -0.0, 1.0, 2.0][:size]),
        lambda: pd.MultiIndex.from_arrays(
            [rng.integers(0, 2, size), ["x", "y", "x", "y", "z"][:size]], names=["clinic", None]
        ),
    ]
    if HAS_ARROW:
        kinds += [
            lambda: pd.Index(rng.permutation(size) + 101, dtype="int64[pyarrow]"),
            lambda: pd.Index(["b", "a", None, "a", ""][:size], dtype="string[pyarrow]", name="who"),
        ]
    return kinds[rng.integers(len(kinds))]()


def random_columns(rng: np.random.Generator, d: int) -> pd.Index:
    """Column labels of a random kind."""
    kinds = [
        lambda: pd.Index([f"c{j}" for j in rng.permutation(d)]),
        lambda: pd.Index(list(range(d)), name="position"),
        lambda: pd.Index([1, "1", 1.5, None, "'1'", "None"][:d], dtype=object),
        lambda: pd.MultiIndex.from_product([["x", "y", "z"], [0, 1]], names=["v", "t"])[:d],
        lambda: pd.date_range("2024-01-01", periods=d, name="month"),
    ]
    return kinds[rng.integers(len(kinds))]()


def frame_of(columns: list[pd.Series], labels: pd.Index, names: pd.Index) -> pd.DataFrame:
    """A DataFrame of columns that keep their types."""
    frame = pd.DataFrame(dict(enumerate(columns)))
    frame.columns, frame.index = names, labels
    return frame


def random_case(rng: np.random.Generator, kinds: list[str], rows: int, background: int) -> Case:
    """Columns of these kinds, which X and the background have in one type."""
    ours, theirs = [], []
    for kind in kinds:
        cells, dtype = SAME_TYPE[kind](rng)
        ours.append(series(_shuffled(rng, cells, rows), dtype))
        theirs.append(series(_shuffled(rng, cells, background), dtype))
    names = random_columns(rng, len(kinds))
    X = frame_of(ours, random_labels(rng, rows), names)
    B = frame_of(theirs, random_labels(rng, background), names.set_names([None] * names.nlevels))
    return Case(X, B, [column.dtype for column in ours])


def uneven_case(rng: np.random.Generator, rows: int, background: int, d: int) -> Case:
    """Columns that X and the background have in different types."""
    ours, theirs, common = [], [], []
    table = OTHER_TYPE + OTHER_TIMES
    for k in rng.integers(len(table), size=d):
        own, cells, other, others, both = table[k]
        ours.append(series(_shuffled(rng, cells, rows), own))
        theirs.append(series([others[0], *_shuffled(rng, others, background - 1)], other))
        common.append(np.dtype(both))
    names = random_columns(rng, d)
    X = frame_of(ours, random_labels(rng, rows), names)
    return Case(X, frame_of(theirs, random_labels(rng, background), names), common)


def contents(frame: Any) -> tuple[Any, ...]:
    """Everything about a DataFrame or an array, to compare before and after."""
    if isinstance(frame, np.ndarray):
        return frame.dtype.str, frame.shape, texts_of(token, frame.ravel())
    return (
        [type_text(dtype) for dtype in frame.dtypes],
        columns_text(frame.columns),
        [frame.index.names, [token(label) for label in frame.index]],
        [texts_of(token, stored(column)) for _, column in frame.items()],
    )
