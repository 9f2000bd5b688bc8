"""From a run of a programme to cases: one for each flag that has none yet."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from casework.accounts.models import Force, User
from casework.cases.actions.opening import open_case
from casework.cases.models import Case
from casework.identification.actions import run_programme
from casework.identification.models import Run
from casework.identification.queries import flags_without_a_case


@transaction.atomic
def identify(
    *, programme: str, on: date, by: User | None, force: Force | None = None
) -> tuple[Run, list[Case]]:
    """Run `programme` as of the local day `on` and open a case for each flag without one.

    All or nothing: a run whose flags could not become cases has not taken place. Run twice it
    opens nothing new. `by` is None for the nightly job. Raises as `run_programme` does.
    """
    run = run_programme(programme=programme, on=on, by=by, force=force)
    flags = flags_without_a_case(force=run.force, programme=run.programme.slug)
    return run, [open_case(flag=flag, by=by) for flag in flags]
