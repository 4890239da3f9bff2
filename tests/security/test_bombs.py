"""Texts and files made to cost much or to be something else: answered soon, and harmless."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from forum.core import files
from forum.core.refusal import Refused
from forum.core.text import clean_text, excerpt, markdown

LONG = 8000
BOMBS = {
    "brackets": "[" * LONG,
    "open links": "[a](<b" * (LONG // 6),
    "links": "[a](b)" * (LONG // 6),
    "round brackets": "http://a.b/" + "(" * LONG,
    "round brackets with a domain": "contoh.id/" + "(" * LONG,
    "stars": "**a" * (LONG // 3),
    "emphasis": "*_" * (LONG // 2),
    "underlines in a word": "a" + "_" * LONG + "a",
    "empty lines": "x" + " \n" * (LONG // 2) + "x",
    "blanks": "x" + " " * LONG + "x",
    "quotes": "> " * (LONG // 2),
    "nested lists": "".join("  " * n + "- a\n" for n in range(85)),
    "fences": "```\n" * (LONG // 4),
    "rules": "---\n\n" * (LONG // 5),
    "entities": "&#" * (LONG // 2),
    "tags": "<a" * (LONG // 2),
    "references": "[x]: y\n\n" + "[x]" * (LONG // 3),
    "domains": "www.a." * (LONG // 6),
    "accents": "a" + "\u0301\u0327" * LONG,
    "numbers": "1. " * (LONG // 3),
    "backticks": "".join("`" * n + " " for n in range(120)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_takes_long(name: str) -> None:
    """The slowest took six and eight seconds once; a busy machine is allowed for."""
    began = time.process_time()
    text = clean_text(BOMBS[name], LONG)
    markdown(text), excerpt(text)
    assert time.process_time() - began < 1.5


def test_accents_are_not_piled_up_over_the_line() -> None:
    assert len(clean_text("a" + "\u0323\u0307" * 500)) < 10
    assert clean_text("Ổ n\u0303 e\u0301\u0323") == "Ổ ñ ẹ\u0301"


def test_letters_that_turn_the_line_around_are_taken_out() -> None:
    assert clean_text("daftar\u202etxt.exe\u2066x\u2069") == "daftartxt.exex"


def test_links_look_as_before_around_brackets() -> None:
    assert markdown("((lihat.id/a)) dan contoh.id") == (
        '<p>((<a href="http://lihat.id/a" rel="nofollow">lihat.id/a</a>)) dan <a href="http://contoh.id" rel="nofollow">contoh.id</a></p>\n'
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """A small file that claims, and unpacks to, many pixels."""
    packer = zlib.compressobj(9)
    line = b"\0" * (width * 4 + 1)
    packed = b"".join(packer.compress(line) for _ in range(height if rows is None else rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def picture(kind: str, **extra: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (30, 90, 160)).save(out, kind, **extra)
    return out.getvalue()


def archive(*names: str, content: bytes = b"", before: bytes = b"") -> bytes:
    out = io.BytesIO(before)
    with zipfile.ZipFile(out, "a" if before else "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("[Content_Types].xml", *names):
            made.writestr(name, content)
    return out.getvalue()


def inspect(name: str, content: bytes) -> files.Inspected:
    return files.inspect(name, io.BytesIO(content), 10)


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a picture of a billion pixels": ("a.png", lambda: png(40_000, 30_000, 1)),
    "a picture that unpacks to 240 MB": ("a.png", lambda: png(7700, 7700)),
    "a picture with impossible sides": ("a.png", lambda: png(1, 1).replace(struct.pack(">II", 1, 1), b"\x7f" * 8)),
    "a drawing with a script": ("a.svg", lambda: b"<svg onload='alert(1)'/>"),
    "a drawing called a photo": ("a.png", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a page": ("a.html", lambda: b"<script>alert(1)</script>"),
    "a page called a document": ("a.pdf", lambda: b"<!doctype html><script>alert(1)</script>"),
    "a page with an archive behind it": ("a.docx", lambda: archive("word/x", before=b"<script>alert(1)</script>")),
    "macros": ("a.docx", lambda: archive("word/document.xml", "word/vbaProject.bin")),
    "a workbook called a letter": ("a.docx", lambda: archive("xl/workbook.xml")),
    "an archive": ("a.zip", lambda: archive("x")),
    "a program": ("a.pdf.exe", lambda: b"MZ"),
    "a moving picture": ("a.gif", lambda: picture("GIF")),
    "half a picture": ("a.png", lambda: picture("PNG")[:60]),
    "a photo called a document": ("a.pdf", lambda: picture("JPEG")),
    "nothing": ("a.pdf", lambda: b""),
    "no name": ("", lambda: b"%PDF-1.4"),
    "too much": ("a.pdf", lambda: b"%PDF-1.4" + b"x" * (10 * 1024 * 1024)),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_with_a_reason(what: str) -> None:
    name, make = REFUSED[what]
    with pytest.raises(Refused):
        inspect(name, make())


def test_the_largest_picture_that_is_taken_fits_into_memory() -> None:
    content = png(5000, 5000)
    tracemalloc.start()
    kept = inspect("a.png", content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept.mime == "image/png" and most < 64 * 1024 * 1024


def test_an_archive_that_would_unpack_to_much_is_never_unpacked() -> None:
    content = archive("word/document.xml", content=b"\0" * 30_000_000)
    began = time.process_time()
    assert inspect("a.docx", content).content == content
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("kind, name", [("PNG", "a.png"), ("JPEG", "a.jpg"), ("WEBP", "a.webp")])
def test_nothing_but_the_picture_is_kept_of_a_picture(kind: str, name: str) -> None:
    hidden = b"<script>RAHASIA</script>" * 4
    exif = Image.Exif()
    exif[0x010E] = "RAHASIA"
    extra: dict[str, object] = {"exif": exif, "icc_profile": hidden}
    if kind == "JPEG":
        extra["comment"] = hidden
    if kind == "WEBP":
        extra["xmp"] = hidden
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", "RAHASIA")
        extra["pnginfo"] = notes
    kept = inspect(name, picture(kind, **extra) + hidden).content
    assert b"RAHASIA" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert not {"icc_profile", "exif", "comment", "xmp", "Comment"} & set(opened.info)


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd\0.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\laporan.pdf", "laporan.pdf"),
        ("laporan\u202efdp.exe.pdf", "laporanfdp.exe.pdf"),
        ("laporan\r\nSet-Cookie: a=b.pdf", "laporan Set-Cookie: a=b.pdf"),
        ("\ud800.pdf", ".pdf"),
        ("a" * 5000 + ".pdf", "a" * 149 + ".pdf"),
        ("a." + "b" * 5000 + ".pdf", "a." + "b" * 147 + ".pdf"),
    ],
)
def test_a_name_is_a_label_and_nothing_else(given: str, kept: str) -> None:
    assert inspect(given, b"%PDF-1.4").name == kept
