"""XML from outside, read without trust: no DTD, no entities, no network, bounded size and depth.

The tree that comes out is our own: nodes know their local name only, because the same document
comes with all kinds of namespace prefixes. A node remembers whether a reader looked at it, so
that whatever nobody looked at can be named in a warning.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from qtf_office.documents.intake import Intake, refuse

__all__ = ["Node", "ParsedXml", "parse_xml", "starts_like_xml", "unread"]

DEPTH_LIMIT = 64  # real documents: 17 levels at most
ELEMENT_LIMIT = 400_000  # a tender of 700 kB has about 15 000
ATTRIBUTE_LIMIT = 200  # of one element; real documents have a dozen
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}\?>", re.ASCII)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']", re.ASCII)
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Node:
    """One element: local name, namespace, attributes by local name, text, children in order."""

    __slots__ = ("attributes", "children", "name", "namespace", "text", "used")

    def __init__(self, tag: str, attributes: Mapping[str, str], text: str = "") -> None:
        """Make a node without children; `tag` may carry its namespace in braces."""
        space, _, name = tag.rpartition("}")
        self.name = name
        self.namespace = space.lstrip("{")
        self.attributes = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self.text = text
        self.children: list[Node] = []
        self.used = False

    def all(self, *names: str) -> list[Node]:
        """Every child of one of these names, in the document's order."""
        return [child for child in self.children if child.name in names]

    def at(self, *path: str) -> Node | None:
        """The first descendant along `path`; None where a step is missing."""
        node: Node | None = self
        for name in path:
            node = next((c for c in node.children if c.name == name), None) if node else None
        return node

    def every(self, *path: str) -> list[Node]:
        """All descendants along `path`."""
        nodes = [self]
        for name in path:
            nodes = [child for node in nodes for child in node.children if child.name == name]
        return nodes

    def get(self, *path: str) -> str | None:
        """The text along `path`, stripped; None where missing or empty. Counts as looked at."""
        node = self.at(*path)
        if node is None:
            return None
        node.used = True
        return node.text.strip() or None

    def values(self, *path: str) -> list[str]:
        """The texts of all descendants along `path`, empty ones left out."""
        found = self.every(*path)
        for node in found:
            node.used = True
        return [text for node in found if (text := node.text.strip())]

    def skip(self, *names: str) -> None:
        """Count these children and everything below as looked at: they mean nothing to an order."""
        for child in self.all(*names):
            for node in child.walk():
                node.used = True

    def walk(self) -> Iterator[Node]:
        """This node and every descendant."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


class ParsedXml:
    """The root of a document and the encoding it was read in."""

    __slots__ = ("encoding", "root")

    def __init__(self, root: Node, encoding: str) -> None:
        """Keep both."""
        self.root = root
        self.encoding = encoding


def starts_like_xml(data: bytes) -> bool:
    """Return whether the first character is `<`, after a byte order mark and white space."""
    head = data[:400]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head.lstrip(b" \t\r\n\x00").startswith(b"<")


def parse_xml(data: bytes, intake: Intake) -> ParsedXml:
    """Return the tree of `data`.

    A file that declares UTF-8 (or nothing) and is not UTF-8 is read as Windows-1252 when none of
    its letters looks like UTF-8; this is noted.

    Raises:
        Unreadable: damaged, forbidden-xml or too-deep.
    """
    if b"<!ENTITY" in data or "<!ENTITY".encode("utf-16-le") in data:
        raise refuse("forbidden-xml")
    data, encoding = _in_its_encoding(data, intake)
    builder = _Builder()
    try:
        root = etree.fromstring(data, _parser(builder))
    except (etree.XMLSyntaxError, ValueError, LookupError, AssertionError) as error:
        if "depth" in str(error):
            raise refuse("too-deep", "XML") from error
        raise refuse("damaged", _where(error)) from error
    if not isinstance(root, Node):
        raise refuse("damaged", "XML")
    return ParsedXml(root, encoding)


class _Builder:
    """Receives what the parser finds and builds our own tree, within the limits.

    A tree of the library would have to be walked afterwards, which takes it minutes for one
    element with ten thousands of attributes.
    """

    def __init__(self) -> None:
        """Start outside of any element."""
        self._open: list[tuple[Node, list[str]]] = []
        self._count = 0
        self._root: Node | None = None

    def doctype(self, name: str | None, public: str | None, system: str | None) -> None:
        """A document type, whatever it says, ends the reading."""
        raise refuse("forbidden-xml")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        self._count += 1
        if len(self._open) >= DEPTH_LIMIT or self._count > ELEMENT_LIMIT:
            raise refuse("too-deep", self._count)
        if len(attributes) > ATTRIBUTE_LIMIT:
            raise refuse("too-deep", f"{len(attributes)} Attribute/attributes")
        node = Node(tag, attributes)
        if self._open:
            self._open[-1][0].children.append(node)
        elif self._root is None:
            self._root = node
        self._open.append((node, []))

    def data(self, text: str) -> None:
        """Take text of the innermost element."""
        if self._open:
            self._open[-1][1].append(text)

    def end(self, tag: str) -> None:
        """Close an element."""
        node, texts = self._open.pop()
        node.text = "".join(texts)

    def close(self) -> Node | None:
        """Give the root."""
        return self._root


def _parser(builder: _Builder) -> etree.XMLParser:
    return etree.XMLParser(
        target=builder,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


def _where(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    return f"XML, Zeile/line {line}" if line else "XML"


def _in_its_encoding(data: bytes, intake: Intake) -> tuple[bytes, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data, "UTF-16"
    plain = data.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    found = _DECLARATION.match(plain)
    named = _ENCODING.search(found.group()) if found else None
    declared = named.group(1).decode("ascii") if named else "UTF-8"
    if declared.upper().replace("_", "-") not in ("UTF-8", "UTF8", "US-ASCII", "ASCII"):
        return plain, declared
    try:
        plain.decode("utf-8")
    except UnicodeDecodeError as error:
        if _UTF8_PAIR.search(plain):
            raise refuse("damaged", declared) from error
    else:
        return plain, "UTF-8"
    text = plain.decode("cp1252", "replace")
    used = "ISO-8859-1" if not re.search(rb"[\x80-\x9f]", plain) else "Windows-1252"
    intake.warn("encoding", declared=declared, used=used)
    body = text[found.end() :] if found else text
    return body.encode("utf-8"), used


def unread(root: Node, intake: Intake) -> None:
    """Name every element with text that no reader looked at, and how often it stands there."""
    found: Counter[str] = Counter()
    stack = [(root, root.name)]
    while stack:
        node, path = stack.pop()
        if not node.used and node.text.strip():
            found[path] += 1
        stack.extend((child, f"{node.name}/{child.name}") for child in reversed(node.children))
    if found:
        names = [f"{path} ({n}×)" if n > 1 else path for path, n in found.items()]
        intake.warn("not-taken", value=", ".join(names))
