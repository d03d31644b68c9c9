"""Everything Fabula raises on purpose.

    FabulaError
    ├── InputError            the file given cannot be read as a story
    │   ├── EmptyFile             nothing in it
    │   ├── BinaryFile            bytes that are no text and no known container
    │   ├── UnknownType           a file type no reader handles
    │   ├── BadEncoding           text bytes in no encoding we can tell
    │   ├── EncryptedBook         DRM or a password
    │   ├── BrokenBook            a damaged EPUB, DOCX or HTML file
    │   ├── LimitExceeded         larger, deeper or more packed than the limits allow
    │   ├── ParserFailed          taking it apart hung, ran out of memory or crashed
    │   ├── NoStory               a header, licence or table of contents and nothing to read
    │   └── NotEnglish            a language the model was not trained on
    ├── ModelError            the model bundle is missing, changed or of another version
    ├── StoreError            a .fabula file cannot be read or written
    ├── ArchiveError          an archive cannot be made, continued or read
    ├── QueryError            a SQL statement or a view that does not exist
    ├── DataError             a corpus given with --data is not what it should be
    ├── CorrectionsError      a corrections or cast file is not what it should be
    ├── ExportError           a World cannot be written in the format asked for
    ├── ServeError            the local page cannot be served
    └── MissingExtra          a feature whose optional dependencies are not installed

Each says what is wrong, with which file, and what to do about it.
"""

from __future__ import annotations


class FabulaError(Exception):
    """Base of all errors: ``message`` says what is wrong, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str = "", *, path: str | None = None) -> None:
        self.message = message
        self.remedy = remedy
        self.path = path
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        how = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.message}{how}"


class InputError(FabulaError):
    """The file given cannot be read as a story."""


class EmptyFile(InputError):
    """There is nothing in the file."""


class BinaryFile(InputError):
    """The bytes are no text and no known container."""


class UnknownType(InputError):
    """No reader handles this type of file."""


class BadEncoding(InputError):
    """The bytes are text in no encoding we can tell."""


class EncryptedBook(InputError):
    """The book is locked by DRM or a password."""


class BrokenBook(InputError):
    """The container or markup is damaged."""


class LimitExceeded(InputError):
    """The file passes a limit set for untrusted input; ``limit`` is its name.

    ``fabula limits`` prints them all.
    """

    def __init__(
        self, message: str, remedy: str = "", *, path: str | None = None, limit: str
    ) -> None:
        self.limit = limit
        super().__init__(message, remedy, path=path)

    def __str__(self) -> str:
        return f"{super().__str__()} (Limit {self.limit}.)"


class ParserFailed(InputError):
    """The child process that takes files apart did not survive this one.

    ``status`` is ``timeout``, ``memory`` or ``crash``.
    """

    def __init__(
        self, message: str, remedy: str = "", *, path: str | None = None, status: str
    ) -> None:
        self.status = status
        super().__init__(message, remedy, path=path)


class NoStory(InputError):
    """Nothing is left to read after header, licence and table of contents."""


class NotEnglish(InputError):
    """The text is in a language the model was not trained on."""


class ModelError(FabulaError):
    """The model bundle is missing, changed or of another version."""


class StoreError(FabulaError):
    """A .fabula file, or a file beside it, cannot be read or written."""


class ArchiveError(FabulaError):
    """An archive cannot be made, continued or read."""


class QueryError(FabulaError):
    """A SQL statement or a view that does not exist."""


class DataError(FabulaError):
    """A corpus given with ``--data`` is not what it should be."""


class CorrectionsError(FabulaError):
    """A corrections or cast file is not what it should be."""


class ExportError(FabulaError):
    """A World cannot be written in the format asked for."""


class ServeError(FabulaError):
    """The local page cannot be served."""


class MissingExtra(FabulaError):
    """A feature whose optional dependencies are not installed."""


class CorrectionWarning(UserWarning):
    """A correction does not apply to the text that was read."""
