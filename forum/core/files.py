"""Files from people: sniffed, renamed, made anew where that is possible, and never served as a page.

The name a person gave is kept as a label only. Pictures are decoded and written again without metadata; other kinds
must begin with the bytes that their extension promises.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import BigInteger, ForeignKey, Integer, String, event
from sqlalchemy.orm import Mapped, Session, mapped_column
from ulid import ULID

from forum.core import clock
from forum.core.columns import Utc
from forum.core.model import new_public_id
from forum.core.refusal import Refusal, Refused
from forum.core.text import clean_line
from forum.extensions import Base, db

KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
LARGEST_SIDE = 2400
MOST_PIXELS = 60_000_000
MOST_PIXELS_IN_MEMORY = 25_000_000
"""Of kinds that are decoded in full before they are made smaller (a JPEG is not): 60 million would take 900 MB."""
LONGEST_NAME = 160
BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class StoredFile(Base):
    """A file on record. ``sha256`` is of the bytes as they are stored."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=new_public_id)
    name: Mapped[str] = mapped_column(String(160))
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(80), unique=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(Utc, default=clock.wall)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be stored: its clean name, true kind and final bytes."""

    name: str
    mime: str
    content: bytes


def inspect(name: str, stream: BinaryIO, limit_mb: int, kinds: Collection[str] = tuple(KINDS)) -> Inspected:
    """Look at an upload before anything is written.

    :raises Refused: with the reason in the uploader's words: too large, an unknown kind, or not what its name says.
    """
    label = _label(name)
    extension = label.rpartition(".")[2].lower()
    content = stream.read(limit_mb * 1024 * 1024 + 1)
    if len(content) > limit_mb * 1024 * 1024:
        sentence = "Berkas “%(name)s” lebih besar dari %(mb)s MB. Kecilkan atau bagi menjadi beberapa berkas."
        raise Refused(Refusal.because("file_too_large", sentence, name=label, mb=limit_mb))
    if not content:
        raise Refused(Refusal.because("file_empty", "Berkas “%(name)s” kosong.", name=label))
    if extension not in kinds:
        raise Refused(
            Refusal.because(
                "file_kind", "Jenis berkas “%(name)s” tidak diterima. Pakai salah satu dari: %(kinds)s.", name=label, kinds=named(kinds)
            )
        )
    guessed = KINDS[extension]
    if not (_is_office(content, OFFICE[extension]) if extension in OFFICE else filetype.guess_mime(content[:8192]) == guessed):
        raise Refused(Refusal.because("file_lies", "Isi berkas “%(name)s” tidak sesuai dengan akhiran namanya.", name=label))
    return Inspected(label, guessed, _redrawn(label, guessed, content) if guessed in PICTURES else content)


def named(kinds: Collection[str]) -> str:
    """The kinds as people write them: PDF, JPG, PNG."""
    return ", ".join(kind.upper() for kind in kinds if kind != "jpeg" or "jpg" not in kinds)


def _label(name: str) -> str:
    """The name that the person gave, without its folders; of a long one the end stays, which says the kind."""
    label = clean_line(Path(name.replace("\\", "/").replace("\0", "")).name, len(name) + 1) or "berkas"
    stem, dot, extension = label.rpartition(".")
    return label if len(label) <= LONGEST_NAME else f"{stem[: LONGEST_NAME - 11]}{dot}{extension[:10]}"


def _is_office(content: bytes, folder: str) -> bool:
    """Whether this is an office document of that kind, without macros. Only its table of contents is read."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            names = opened.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names) and not macros


def _redrawn(label: str, mime: str, content: bytes) -> bytes:
    """The picture decoded and encoded again: no metadata, no position, nothing hidden behind the image."""
    try:
        with Image.open(io.BytesIO(content), formats=(PICTURES[mime],)) as opened:
            if opened.width * opened.height > (MOST_PIXELS if mime == "image/jpeg" else MOST_PIXELS_IN_MEMORY):
                raise Image.DecompressionBombError
            opened.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            opened.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            picture = ImageOps.exif_transpose(opened)
            if mime == "image/jpeg" and picture.mode not in ("RGB", "L"):
                picture = picture.convert("RGB")
            picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}
            out = io.BytesIO()
            picture.save(out, PICTURES[mime])
    except BROKEN as error:
        raise Refused(Refusal.because("file_broken", "Gambar “%(name)s” tidak dapat dibuka.", name=label)) from error
    return out.getvalue()


def save(inspected: Inspected, folder: Path, uploaded_by_id: int | None) -> StoredFile:
    """Write the bytes under a random name and return the record, not yet added to a session."""
    key = str(ULID())
    path = folder / key[-2:] / key
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("wb") as out:
            out.write(inspected.content)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return StoredFile(
        name=inspected.name,
        mime=inspected.mime,
        size=len(inspected.content),
        sha256=hashlib.sha256(inspected.content).hexdigest(),
        key=key,
        uploaded_by_id=uploaded_by_id,
    )


def path_of(file: StoredFile, folder: Path) -> Path:
    return folder / file.key[-2:] / file.key


def forget(file: StoredFile, folder: Path) -> None:
    """Remove the bytes of a file once the transaction that deletes its row has been committed."""
    db.session.info.setdefault("forgotten files", []).append(path_of(file, folder))


@event.listens_for(Session, "after_commit")
def _after_commit(session: Session) -> None:
    for path in session.info.pop("forgotten files", ()):
        path.unlink(missing_ok=True)


@event.listens_for(Session, "after_rollback")
def _after_rollback(session: Session) -> None:
    session.info.pop("forgotten files", None)


@contextmanager
def saving(inspected: Sequence[Inspected], folder: Path, uploaded_by_id: int | None) -> Iterator[list[StoredFile]]:
    """Write files, and take them back when what they belong to is not written: commit inside the block."""
    kept: list[StoredFile] = []
    try:
        for one in inspected:
            kept.append(save(one, folder, uploaded_by_id))
        yield kept
    except BaseException:
        for file in kept:
            path_of(file, folder).unlink(missing_ok=True)
        raise
