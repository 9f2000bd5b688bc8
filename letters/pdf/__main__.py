"""The child's side: read a request, print it, answer, until there are no more.

Started by `letters.pdf.child` as `python -m letters.pdf MEGABYTES`. Ends when the parent closes
its pipe, after five idle minutes, or when a limit is reached.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import sys
from datetime import datetime
from typing import Any

from letters.pdf import render_pdf
from letters.pdf.errors import Fault, RenderError
from letters.pdf.frames import Answer, Frame

IDLE_SECONDS = 300


def main() -> None:
    """Answer once when ready, then once for every request."""
    megabytes = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the letter
    answers = _claim_standard_output()
    answers.write(_warm_up().packed())
    gc.freeze()
    requests = sys.stdin.buffer
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        request = Frame.read(requests)
        if request is None:
            return
        answers.write(_answer(json.loads(request)).packed())
        gc.collect()


def _claim_standard_output() -> Answers:
    """Keep the pipe for answers; whatever a library prints goes nowhere."""
    answers = Answers(os.dup(1))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return answers


class Answers:
    """Writes all of an answer: one call on a pipe may take only a part."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]


def _warm_up() -> Answer:
    """Load the library and the typeface, so that the first letter is as quick as the next."""
    try:
        from letters.pdf import engine

        engine.house_style()
    except RenderError as error:
        return Answer(b"", error.fault)
    except OSError:
        return Answer(b"", Fault.LIBRARY)
    return Answer(b"")


def _answer(request: dict[str, Any]) -> Answer:
    _limit_processor_time(request["seconds"])
    gc.disable()  # a letter is over before its garbage matters
    try:
        return Answer(
            render_pdf(
                request["html"],
                identifier=bytes.fromhex(request["identifier"]),
                title=request["title"],
                language=request["language"],
                created=datetime.fromisoformat(request["created"]),
            )
        )
    except RenderError as error:
        return Answer(b"", error.fault)
    except MemoryError:
        return Answer(b"", Fault.MEMORY)
    # Any other failure of the library is an answer too: its words could hold the letter's.
    except Exception:
        return Answer(b"", Fault.BROKEN)
    finally:
        gc.enable()


def _limit_processor_time(seconds: int) -> None:
    """Should the parent die, an endless letter still ends by itself."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + seconds + 2
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
