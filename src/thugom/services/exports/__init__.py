"""What is made of a publication for other programs: the night's files, and each of them on demand."""

from thugom.services.exports.errors import ExportError

__all__ = ["ExportError"]
