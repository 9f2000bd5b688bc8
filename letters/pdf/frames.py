"""How parent and child talk: a length, then that many bytes."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import BinaryIO

from letters.pdf.errors import Fault

HEADER = Struct(">Q")
# First byte of an answer's body.
PDF, NO_PDF = b"P", b"N"


@dataclass(frozen=True)
class Answer:
    """Either the bytes of a PDF or a fault."""

    body: bytes
    fault: Fault | None = None

    def packed(self) -> bytes:
        if self.fault:
            return Frame.pack(NO_PDF + self.fault.value.encode())
        return Frame.pack(PDF + self.body)

    @classmethod
    def unpacked(cls, data: bytes) -> Answer:
        if data[:1] == NO_PDF:
            return cls(b"", Fault(data[1:].decode()))
        return cls(data[1:])


class Frame:
    """Collects the pieces of one answer as they arrive."""

    def __init__(self) -> None:
        self._data = bytearray()

    def add(self, piece: bytes) -> Answer | None:
        """Take another piece; the answer once it is whole."""
        self._data += piece
        if len(self._data) < HEADER.size:
            return None
        (length,) = HEADER.unpack_from(self._data)
        if len(self._data) < HEADER.size + length:
            return None
        return Answer.unpacked(bytes(self._data[HEADER.size :]))

    @staticmethod
    def pack(data: bytes) -> bytes:
        return HEADER.pack(len(data)) + data

    @staticmethod
    def read(stream: BinaryIO) -> bytes | None:
        """One whole frame from a blocking stream, or None at its end."""
        header = stream.read(HEADER.size)
        if len(header) < HEADER.size:
            return None
        (length,) = HEADER.unpack(header)
        data = stream.read(length)
        return data if len(data) == length else None
