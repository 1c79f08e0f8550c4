"""What a process that reads an untrusted file may do: little memory, little time, no writing, no network.

Called by the process itself before it looks at the file (`bind`). The kernel holds the limits, so that they hold for
the libraries written in C as well. On another machine than the usual two, memory and
time remain.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
from typing import Final

SECONDS: Final = 30
# Private memory, and all that is mapped, programs included: what is resident stays below 500 MB.
MEMORY: Final = 430 * 1024 * 1024
MAPPED: Final = 900 * 1024 * 1024
OPEN_FILES: Final = 64

_PDEATHSIG: Final = 1
_NO_NEW_PRIVILEGES: Final = 38
_SECCOMP: Final = 22
_FILTER: Final = 2
# The filter is a small program over (call number, machine, …, arguments), as the kernel hands them over.
_LOAD: Final = 0x20
_JUMP_EQUAL: Final = 0x15
_JUMP_AT_LEAST: Final = 0x35
_JUMP_IF_ANY: Final = 0x45
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # "not permitted"
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16
_OTHER_COUNTING: Final = 0x40000000  # the calls of x32, numbered anew
_ANY: Final = 0xFFFFFFFF
_CHANGING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Machine:
    """One machine's numbers: how it calls itself, calls that are refused, and calls refused by an argument's bits."""

    def __init__(
        self, mark: int, refused: tuple[int, ...], by_bits: tuple[tuple[int, int, int], ...]
    ) -> None:
        self.mark, self.refused, self.by_bits = mark, refused, by_bits


# socket, socketpair, connect, bind, sendto, sendmsg; fork, vfork, execve, execveat; kill, tkill, ptrace, process_vm_*;
# rename*, mkdir*, rmdir, link*, unlink*, symlink*, chmod*, chown*, truncate, mknod*, mount, openat2, io_uring, bpf,
# setrlimit. By bits: what opens for writing, and prlimit where it sets.
_MACHINES: Final = {
    "x86_64": _Machine(
        0xC000003E,
        (
            *(
                41,
                53,
                42,
                49,
                44,
                46,
                57,
                58,
                59,
                322,
                62,
                200,
                101,
                310,
                311,
                82,
                264,
                316,
                83,
                258,
                84,
                86,
                265,
            ),
            *(87, 263, 88, 266, 90, 91, 268, 92, 93, 94, 260, 76, 133, 259, 165, 437, 425, 321, 85, 160),
        ),
        ((2, 1, _CHANGING), (257, 2, _CHANGING), (302, 2, _ANY)),
    ),
    "aarch64": _Machine(
        0xC00000B7,
        (
            *(
                198,
                199,
                203,
                200,
                206,
                211,
                221,
                281,
                129,
                130,
                117,
                270,
                271,
                38,
                276,
                34,
                37,
                35,
                36,
                52,
                53,
                54,
            ),
            *(55, 45, 33, 40, 437, 425, 280, 164),
        ),
        ((56, 2, _CHANGING), (261, 2, _ANY)),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def bind(*, memory: int = MEMORY, mapped: int = MAPPED, seconds: int = SECONDS) -> None:
    """Give this process its limits, for good: it can lower them further, never raise them."""
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_AS, (mapped, mapped))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    _seal()


def _seal() -> bool:
    """Refuse the calls of the list; whether the kernel took it."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    steps = _steps(machine)
    held = ctypes.create_string_buffer(steps, len(steps))
    program = _Program(len(steps) // 8, ctypes.cast(held, ctypes.c_void_p))
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _steps(machine: _Machine) -> bytes:
    """The filter: of another machine nothing is known and all is refused, then call by call."""
    steps = [
        _step(_LOAD, _MACHINE_AT),
        _step(_JUMP_EQUAL, machine.mark, yes=1),
        _step(_RETURN, _REFUSE),
        _step(_LOAD, _NUMBER_AT),
        *_refused(_step(_JUMP_AT_LEAST, _OTHER_COUNTING, no=1)),
    ]
    for call in machine.refused:
        steps += _refused(_step(_JUMP_EQUAL, call, no=1))
    for call, argument, bits in machine.by_bits:
        steps += [
            _step(_JUMP_EQUAL, call, no=4),
            _step(_LOAD, _ARGUMENTS_AT + 8 * argument),
            _step(_JUMP_IF_ANY, bits, no=1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ]
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _refused(question: bytes) -> list[bytes]:
    return [question, _step(_RETURN, _REFUSE)]


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("<HBBI", code, yes, no, value)
