"""The error of a file that is not what its name says, or is incomplete."""


class UnreadableFileError(ValueError):
    """The content is damaged, incomplete or of another format."""
