"""Translatable messages of our sources, and of Django and Wagtail.

Read without the programs of gettext, which may not be installed.
"""

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polib
from django.conf import settings
from django.template import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

Message = tuple[str | None, str]

SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
FOLDERS = ("home", "newsroom", "search", "site")
IN_EXPRESSION = re.compile(r"""\b_\((["'])(.+?)\1\)""")


def own_messages() -> Iterator[Message]:
    """Yield (context, message) of every call and template tag in our own apps."""
    for folder in FOLDERS:
        root = Path(settings.SITE_FOLDER).parent / folder
        for path in sorted(root.rglob("*.py")):
            yield from python_messages(path.read_text(encoding="utf-8"))
        for path in sorted({*root.rglob("*.html"), *root.rglob("templates/**/*.txt")}):
            yield from template_messages(path.read_text(encoding="utf-8"))


def python_messages(source: str) -> Iterator[Message]:
    """Yield the messages of one module."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        texts = [text for text in texts if isinstance(text, str)]
        if name in SINGLE and texts:
            yield None, texts[0]
        elif name in WITH_CONTEXT and len(texts) > 1:
            yield texts[0], texts[1]


def unknown_aliases() -> list[str]:
    """Return imports of gettext functions under names that `makemessages` does not look for."""
    found = []
    for folder in FOLDERS:
        for path in sorted((Path(settings.SITE_FOLDER).parent / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                    found += [
                        f"{path}: {alias.name} as {alias.asname}"
                        for alias in node.names
                        if alias.name in SINGLE | WITH_CONTEXT
                        and alias.asname not in (None, "_", *SINGLE, *WITH_CONTEXT)
                    ]
    return found


def template_messages(source: str) -> Iterator[Message]:
    """Yield the messages of one template."""
    nodelist = Template(source).nodelist
    for node in nodelist.get_nodes_by_type(TranslateNode):
        literal = node.filter_expression.var.literal
        if literal is not None:
            yield _context_of(node), literal.replace("%", "%%")
    for node in nodelist.get_nodes_by_type(BlockTranslateNode):
        yield _context_of(node), node.render_token_list(node.singular)[0]
    for _quote, text in IN_EXPRESSION.findall(source):
        yield None, text


def _context_of(node: TranslateNode | BlockTranslateNode) -> str | None:
    return node.message_context.resolve({}) if node.message_context else None


def upstream_messages(package: str, *, domain: str) -> set[Message]:
    """Return (context, message) of every English catalogue of an installed package.

    With "wagtail" come those of wagtail-localize, which is part of the same admin.
    """
    names = [package, *(["wagtail_localize"] if package == "wagtail" else [])]
    found: set[Message] = set()
    for name in names:
        spec = find_spec(name)
        for folder in spec.submodule_search_locations if spec else ():
            for path in Path(folder).rglob(f"locale/en/LC_MESSAGES/{domain}.po"):
                found.update((entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path)))
    return found
