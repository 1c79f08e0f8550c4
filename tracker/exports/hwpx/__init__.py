"""HWPX of the official report and of the urge letter, written as XML directly: quick, the same each time."""

from tracker.exports.hwpx.letter import written as letter_written
from tracker.exports.hwpx.package import HWPX
from tracker.exports.hwpx.report import written

__all__ = ["HWPX", "letter_written", "written"]
