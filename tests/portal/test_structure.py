"""Which way imports may point: between the apps, and inside articles and comments from top to bottom of LAYERS."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = {"portal": {"comments", "articles"}, "comments": {"articles"}, "articles": set()}
ARTICLES = [
    {"keys", "months", "states", "tag_soup", "text", "wording"},
    {"querysets", "richtext", "renditions", "darkroom", "prose", "contents", "copies"},
    {"models"},
    {"addresses"},
    {
        "snapshots",
        "search",
        "photos",
        "attachments",
        "editor",
        "paging",
        "archive",
        "most_read",
        "checks",
        "notices",
        "workdays",
    },
    {"differences", "previews"},
    {"workflow"},
    {"slots", "calendar", "reports", "pasting", "shells"},
    {"importers", "forms"},
    {"filters", "reading", "suggestions", "templatetags", "management"},
    {"views", "admin"},
    {"urls"},
]
COMMENTS = [
    {"states", "contact", "receipts", "personal", "signals", "similarity", "terms", "captcha", "throttle"},
    {"models"},
    {"senders", "opening", "marks"},
    {"moderation"},
    {"privacy", "holding", "cases", "undoable"},
    {"notices"},
    {"forms", "forms_staff", "pages"},
    {"templatetags", "management"},
    {"views", "admin"},
    {"urls"},
]
LAYERS = {"articles": ARTICLES, "comments": COMMENTS}
FILES = [
    file.relative_to(ROOT)
    for app in APPS
    for file in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in file.parts and "locale" not in file.parts
]


def modules_of(node, file):
    """Return the dotted names that an import statement brings in, relative ones spelled out."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    start = [*file.parts[: len(file.parts) - node.level]] if node.level else []
    module = ".".join([*start, *filter(None, [node.module])])
    return [f"{module}.{alias.name}" for alias in node.names]


def imports(file):
    tree = ast.parse((ROOT / file).read_text())
    return [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in modules_of(node, file)
    ]


def layer(app, part):
    found = [number for number, names in enumerate(LAYERS[app]) if part in names]
    return found[0] if found else None


@pytest.mark.parametrize("file", FILES, ids=str)
def test_imports_point_down(file):
    app, part = file.parts[0], Path(file.parts[1]).stem
    ours = [name.split(".") for name in imports(file) if name.split(".")[0] in APPS]

    wrong = [name for name in ours if name[0] != app and name[0] not in APPS[app]]
    if app in LAYERS and layer(app, part) is not None:
        own = [name for name in ours if name[0] == app and len(name) > 1 and name[1] != part]
        wrong += [name for name in own if layer(app, name[1]) is None or layer(app, name[1]) > layer(app, part)]

    assert wrong == []


@pytest.mark.parametrize("file", FILES, ids=str)
def test_imports_stand_at_the_top(file):
    tree = ast.parse((ROOT / file).read_text())
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]

    assert [n.lineno for f in functions for n in ast.walk(f) if isinstance(n, ast.Import | ast.ImportFrom)] == []


def test_the_editor_stands_behind_one_module():
    assert [str(file) for file in FILES if "ckeditor" in {name.split(".")[0] for name in imports(file)}] == [
        "articles/editor.py"
    ]


@pytest.mark.parametrize("app", LAYERS)
def test_every_module_has_its_layer(app):
    modules = {Path(file.parts[1]).stem for file in FILES if file.parts[0] == app} - {"__init__", "apps"}

    assert {module for module in modules if layer(app, module) is None} == set()
