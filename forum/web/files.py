"""Stored files: handed out to those who may read them, always as a download, never as a page."""

from __future__ import annotations

from flask import Blueprint, current_app, send_file
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from forum.accounts.roles import VISITOR
from forum.core.files import KINDS, StoredFile, path_of
from forum.core.refusal import NotFound
from forum.policies.attachments import why_not_open_attachment
from forum.policies.recommendations import why_not_open_evidence
from forum.recommendations import work_queries
from forum.submissions import draft_queries
from forum.web.guard import me, public

blueprint = Blueprint("files", __name__)

LONG = "private, max-age=31536000, immutable"
EXTENSION = {mime: extension for extension, mime in reversed(KINDS.items()) if extension != "jpeg"}


@blueprint.app_template_filter("file_kind")
def kind_of(mime: str) -> str:
    """PDF, JPG, DOCX: the kind of a file as people name it."""
    return EXTENSION.get(mime, "").upper()


@blueprint.app_template_global()
def download_name(name: str, mime: str) -> str:
    """The name under which a file is handed out: plain letters, and the extension of what it really is."""
    stem = secure_filename(name.rpartition(".")[0] or name)[:80] or "berkas"
    return f"{stem}.{EXTENSION[mime]}"


@blueprint.get("/berkas/<public_id>/<name>")
@public
def download(public_id: str, name: str) -> Response:
    """One stored file under its own name; whoever may not read it finds nothing."""
    file, everyone = _evidence(public_id) or _attachment(public_id)
    if name != download_name(file.name, file.mime):
        raise NotFound
    path = path_of(file, current_app.extensions["settings"].upload_dir)
    if not path.is_file():
        raise NotFound
    answer = send_file(path, file.mime, as_attachment=True, download_name=name, conditional=True, etag=file.sha256)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = LONG if everyone else "private, no-cache"
    return answer


def _evidence(public_id: str) -> tuple[StoredFile, bool] | None:
    """The file when it is evidence that the viewer may read, and whether everybody may."""
    places = work_queries.places_of_file(public_id)
    readable = [row for row in places if why_not_open_evidence(me(), row) is None]
    if not readable:
        return None
    return readable[0].StoredFile, any(why_not_open_evidence(VISITOR, row) is None for row in places)


def _attachment(public_id: str) -> tuple[StoredFile, bool]:
    """The same for a file of a submission, which may be removed or withheld later: no copy of it is kept for good.

    :raises NotFound: when it is none, or not for this viewer.
    """
    row = draft_queries.holder_of_file(public_id)
    if row is None or why_not_open_attachment(me(), row) is not None:
        raise NotFound
    return row.StoredFile, False
