"""Files of a version: attach one, forget one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from portfolio.models import Attachment, Version
from rial.core.bilingual import LANGUAGE_CODES, column
from rial.core.typed import tidy_line
from rial.core.uploads import check_upload

from .drafting import lock_open_version


@transaction.atomic
def attach_file(version: Version, upload: UploadedFile, *, by: Any, titles: dict[str, str] | None = None) -> Attachment:
    """Keep a file with an open version, checked by its content and stored under a random name.

    Refuses (ValidationError) what `check_upload` refuses, and the same file twice in one version.
    """
    checked = check_upload(upload)
    locked = lock_open_version(version, by=by)
    same = locked.attachments.filter(sha256=checked.sha256).first()
    if same is not None:
        message = _("“%(name)s” is already here, as “%(other)s”: nothing was added.")
        raise ValidationError(message, "twice", {"name": checked.name, "other": same.original_filename})
    position = locked.attachments.aggregate(last=Max("position"))["last"]
    attachment = Attachment(
        version=locked,
        position=0 if position is None else position + 1,
        original_filename=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_by=by,
    )
    for code in LANGUAGE_CODES:
        setattr(attachment, column("title", code), tidy_line((titles or {}).get(code, ""))[:200])
    attachment.file.save(checked.random_name, upload, save=False)
    attachment.save()
    locked.updated_by = by
    locked.updated_at = timezone.now()
    locked.save(update_fields=["updated_by", "updated_at"])
    return attachment


def elsewhere(attachment: Attachment) -> Attachment | None:
    """The same file at another program of the same ministry, if there is one: pointed out, never an obstacle."""
    return (
        Attachment.objects.filter(
            sha256=attachment.sha256, version__program__institution=attachment.version.program.institution_id
        )
        .exclude(version__program=attachment.version.program_id)
        .select_related("version__program")
        .first()
    )


def forget_unused_files(names: set[str]) -> None:
    """After the transaction, delete stored files that no version refers to any more."""

    def delete() -> None:
        used = set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names - used:
            default_storage.delete(name)

    if names:
        transaction.on_commit(delete)
