"""The code keeps its shape: short functions, short modules, and text files opened as UTF-8."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

MAX_FUNCTION = 60
MAX_MODULE = 600
MAX_P90 = 27
ENOUGH_FOR_P90 = 30

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Their `open` is not the one of files: it opens an archive, an image, a page, a descriptor.
NOT_FILES = {"Image", "os", "shelve", "tarfile", "webbrowser", "zipfile"}
BINARY_UNLESS_T = {"bz2", "gzip", "lzma"}


def code_length(function: ast.AST) -> int:
    """Lines from `def` to the end, without the docstring."""
    assert isinstance(function, FUNCTIONS) and function.end_lineno is not None
    length = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        docstring = function.body[0]
        assert docstring.end_lineno is not None
        length -= docstring.end_lineno - docstring.lineno + 1
    return length


def function_lengths(tree: ast.AST) -> dict[str, int]:
    return {
        f"{node.name} (line {node.lineno})": code_length(node)
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
    }


def percentile_90(lengths: list[int]) -> int:
    """The length that nine of ten functions do not exceed."""
    return sorted(lengths)[max(0, -(-len(lengths) * 9 // 10) - 1)]


def calls_without_encoding(tree: ast.AST) -> list[int]:
    """Line numbers of calls that open a text file in whatever encoding the machine has."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return sorted(call.lineno for call in calls if opens_text(call) and not names_encoding(call))


def names_encoding(call: ast.Call) -> bool:
    position = {"read_text": 0, "write_text": 1}.get(called_name(call))
    by_position = position is not None and len(call.args) > position
    # `**options` may hold it; what cannot be seen is not reported.
    return by_position or any(keyword.arg in {"encoding", None} for keyword in call.keywords)


def opens_text(call: ast.Call) -> bool:
    name = called_name(call)
    if name in {"read_text", "write_text"}:
        return isinstance(call.func, ast.Attribute)
    if name not in {"open", "fdopen"}:
        return False
    owner = owner_name(call)
    if owner in NOT_FILES and name == "open":
        return False
    mode = mode_of(
        call, is_method=isinstance(call.func, ast.Attribute) and owner not in {"io", "os", *BINARY_UNLESS_T}
    )
    if mode is None:
        return False
    return "t" in mode if owner in BINARY_UNLESS_T else "b" not in mode


def mode_of(call: ast.Call, *, is_method: bool) -> str | None:
    """The mode as written, "" where none is given, None where this is no opening of a file."""
    for keyword in call.keywords:
        if keyword.arg == "mode":
            return constant_text(keyword.value) or ""
    position = 0 if is_method else 1
    if len(call.args) <= position:
        return ""
    mode = constant_text(call.args[position])
    if is_method and not (mode and re.fullmatch(r"[rwaxbt+U]+", mode)):
        return None  # such as archive.open(name)
    return mode or ""


def constant_text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def owner_name(call: ast.Call) -> str:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return owner.id if isinstance(owner, ast.Name) else ""


def sources(repository: Path, *folders: str) -> Iterator[tuple[Path, str]]:
    for folder in folders:
        for path in sorted((repository / folder).rglob("*.py")):
            yield path.relative_to(repository), path.read_text(encoding="utf-8")


def test_functions_are_short(repository: Path) -> None:
    long = [
        f"{path}: {name} has {length} lines"
        for path, text in sources(repository, "src")
        for name, length in function_lengths(ast.parse(text)).items()
        if length > MAX_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_most_functions_are_shorter_still(repository: Path) -> None:
    lengths = [
        length
        for _, text in sources(repository, "src")
        for length in function_lengths(ast.parse(text)).values()
    ]
    if len(lengths) < ENOUGH_FOR_P90:
        pytest.skip(f"only {len(lengths)} functions yet")
    assert percentile_90(lengths) <= MAX_P90


def test_modules_are_short(repository: Path) -> None:
    lengths = {path: len(text.splitlines()) for path, text in sources(repository, "src")}
    long = [f"{path}: {length} lines" for path, length in lengths.items() if length > MAX_MODULE]
    assert not long, "\n".join(long)


def test_text_files_are_opened_as_utf8(repository: Path) -> None:
    bare = [
        f"{path}:{line}"
        for path, text in sources(repository, "src", "tests", "scripts", "benchmarks")
        for line in calls_without_encoding(ast.parse(text))
    ]
    assert not bare, "no encoding named: " + ", ".join(bare)


# ---- the checkers see what they should -----------------------------------------------------------


def test_a_long_function_is_seen_and_its_docstring_does_not_count() -> None:
    docstring = '    """One.\n' + "\n" * 70 + '    """\n'
    tree = ast.parse("def short():\n" + docstring + "    x = 1\n\ndef long():\n" + "    x = 1\n" * 60)
    lengths = list(function_lengths(tree).values())
    assert lengths == [2, 61]


def test_methods_and_inner_functions_are_seen() -> None:
    tree = ast.parse("class A:\n    async def b(self):\n        def c(): pass\n        return c\n")
    assert sorted(function_lengths(tree).values()) == [1, 3]


def test_percentile_90_is_a_length_that_occurs() -> None:
    assert percentile_90(list(range(1, 11))) == 9
    assert percentile_90([5] * 27 + [100] * 3) == 5
    assert percentile_90([5] * 26 + [100] * 4) == 100


@pytest.mark.parametrize(
    "bad",
    [
        "open(path)",
        "open(path, 'w')",
        "open(path, mode='r+', newline='')",
        "path.open()",
        "path.open('w')",
        "path.read_text()",
        "path.write_text(text)",
        "io.open(path)",
        "os.fdopen(descriptor, 'w')",
        "gzip.open(path, 'rt')",
    ],
)
def test_an_opening_without_encoding_is_seen(bad: str) -> None:
    assert calls_without_encoding(ast.parse(bad)) == [1]


@pytest.mark.parametrize(
    "good",
    [
        "open(path, encoding='utf-8')",
        "open(path, 'rb')",
        "open(path, mode='wb')",
        "path.open(encoding='utf-8')",
        "path.open('rb')",
        "path.read_text(encoding='utf-8')",
        "path.read_text('utf-8')",
        "path.write_text(text, 'utf-8')",
        "path.read_bytes()",
        "gzip.open(path)",
        "gzip.open(path, 'rt', encoding='utf-8')",
        "os.open(path, os.O_RDONLY)",
        "zipfile.open(name)",
        "archive.open(name)",
        "Image.open(path)",
        "webbrowser.open(address)",
        "open(path, **options)",
    ],
)
def test_other_openings_pass(good: str) -> None:
    assert calls_without_encoding(ast.parse(good)) == []
