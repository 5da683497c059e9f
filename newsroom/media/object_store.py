"""Storage of uploads in an S3-compatible object store, for installations of several hosts.

The bucket is private. Uploads keep the addresses below `/media/` and `/documents/`, where Lectern
checks who may read them, so no address of the store is ever given to anyone.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from urllib.parse import urljoin

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

CHUNK_BYTES = 1 << 16
CONNECT_SECONDS, READ_SECONDS = 3, 20
ATTEMPTS = 2
# A larger file is read into a temporary file instead of memory.
MAX_MEMORY_BYTES = 4 << 20
# Names with a token of their own: another content never has the same name.
IMMUTABLE_FOLDERS = ("images/", "original_images/")
SIZE_SECONDS = 30 * 86_400
MISSING = ("404", "NoSuchKey", "NotFound")


class ObjectStoreError(OSError):
    """The object store does not answer, or refuses; the message has its error."""


@dataclass(frozen=True, kw_only=True)
class StoredObject:
    """An object of the store, and its content in chunks. Close `body` after reading."""

    size: int
    modified: datetime
    body: IO[bytes]

    def chunks(self) -> Iterator[bytes]:
        """Yield the content, and close it."""
        with contextlib.closing(self.body), _translated_errors(""):
            while chunk := self.body.read(CHUNK_BYTES):
                yield chunk


class PrivateS3Storage(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """The uploads in a private bucket, with addresses of Lectern's own."""

    def get_default_settings(self) -> dict[str, object]:
        """Return the settings that MEDIA_STORAGE_URL does not change."""
        return {
            **super().get_default_settings(),
            "file_overwrite": False,
            "default_acl": None,
            "max_memory_size": MAX_MEMORY_BYTES,
            "transfer_config": TransferConfig(use_threads=False),
        }

    def __init__(self, *, addressing_style: str, **options: object) -> None:
        client_config = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"max_attempts": ATTEMPTS, "mode": "standard"},
            # Other stores than Amazon's do not know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=client_config, **options)

    @property
    def bucket(self) -> Any:
        """Return the bucket through this thread's own connection.

        The library would share the first thread's, also after a fork.
        """
        return self.connection.Bucket(self.bucket_name)

    @property
    def prefix(self) -> str:
        """Return how the keys of all uploads begin."""
        return f"{self.location}/" if self.location else ""

    def url(
        self,
        name: str,
        parameters: object = None,
        expire: int | None = None,
        http_method: str | None = None,
    ) -> str:
        """Return the address of Lectern's own view, never one of the store."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))

    def size(self, name: str) -> int:
        """Return the size in bytes; that of a picture is cached, because feeds ask for it."""
        if not name.startswith(IMMUTABLE_FOLDERS):
            return self._size(name)
        size: int | None = cache.get(_size_key(name))
        if size is None:
            size = self._size(name)
            cache.set(_size_key(name), size, SIZE_SECONDS)
        return size

    def exists(self, name: str) -> bool:
        """Return whether there is such an object."""
        with _translated_errors(name):
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        """Delete the object, if there is one."""
        with _translated_errors(name):
            super().delete(name)

    def fetch(self, name: str) -> StoredObject:
        """Return the object in one request; raises `FileNotFoundError` and `ObjectStoreError`."""
        with _translated_errors(name):
            reply = self.bucket.Object(f"{self.prefix}{name}").get()
        return StoredObject(
            size=reply["ContentLength"], modified=reply["LastModified"], body=reply["Body"]
        )

    def replace(self, name: str, content: "File[bytes]") -> None:
        """Store the object under exactly this name, in place of an earlier one."""
        self._save(name, content)

    def names(self) -> Iterator[str]:
        """Yield the names of all uploads in their order."""
        with _translated_errors(""):
            for entry in self.bucket.objects.filter(Prefix=self.prefix):
                if not entry.key.endswith("/"):
                    yield entry.key.removeprefix(self.prefix)

    def check(self) -> None:
        """Raise `ObjectStoreError` where the bucket cannot be read."""
        with _translated_errors(""):
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)

    def _size(self, name: str) -> int:
        with _translated_errors(name):
            return int(super().size(name))

    def _save(self, name: str, content: "File[bytes]") -> str:
        with _translated_errors(name):
            saved = str(super()._save(name, content))
        if saved.startswith(IMMUTABLE_FOLDERS):
            cache.set(_size_key(saved), content.size, SIZE_SECONDS)
        return saved

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        with _translated_errors(name):
            file: File[bytes] = super()._open(name, mode)
            if "r" in mode:
                file.open()  # reads the object, so that no later read fails
        return file


def _size_key(name: str) -> str:
    return f"newsroom-upload-size-{hashlib.sha256(name.encode()).hexdigest()}"


@contextlib.contextmanager
def _translated_errors(name: str) -> Iterator[None]:
    """Raise errors of the client as `OSError`, as a local file system would."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in MISSING and name:
            raise FileNotFoundError(f"{name} is not in the object store") from error
        raise ObjectStoreError(f"The object store refuses: {error}") from error
    except BotoCoreError as error:
        raise ObjectStoreError(f"The object store does not answer: {error}") from error
