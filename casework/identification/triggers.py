"""What the database keeps of a run: the run, who it found and on which incidents."""

from __future__ import annotations

from casework.core.append_only import append_only, register

SENTENCE = "What a run found cannot be changed; run the programme again."
GUARDS = register(
    [
        *append_only("identification_run", sentence=SENTENCE),
        *append_only("identification_finding", sentence=SENTENCE, keys=("run_id, flag_id",)),
        *append_only(
            "identification_evidence", sentence=SENTENCE, keys=("finding_id, incident_id",)
        ),
    ]
)
