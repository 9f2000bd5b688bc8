"""What the database keeps of a referral: what was shared, said and chased is added, never changed;
once it was sent, neither the set nor who answered for it can be exchanged (I1)."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register

FIXED: tuple[str, ...] = (
    "case_id",
    "service_id",
    "author_id",
    "data_set_id",
    "approved_by_id",
    "approved_at",
)
FIXED += ("sent_by_id", "sent_at", "sent_sha256", "need", "urgency", "risk_to_staff")
CHANGED = " OR ".join(f"new.{column} IS DISTINCT FROM old.{column}" for column in FIXED)

GUARDS = register(
    [
        *append_only(
            "partners_sharingagreement",
            sentence="An agreement cannot be changed; a new one is added.",
            keys=("agency_id, reference, starts_on",),
        ),
        *append_only(
            "partners_dataset",
            sentence="A frozen data set cannot be changed; a correction is a new set.",
            keys=("referral_id, number",),
        ),
        *append_only(
            "partners_shareditem",
            sentence="An item of a frozen data set cannot be changed.",
            keys=("data_set_id, kind",),
        ),
        *append_only(
            "partners_disclosure",
            sentence="The log of disclosures cannot be changed.",
            keys=("item_id",),
        ),
        *append_only("partners_reply", sentence="What an agency said cannot be changed."),
        *append_only("partners_chase", sentence="A chase cannot be changed."),
        *append_only(
            "partners_call",
            sentence="What came of a chase cannot be changed.",
            keys=("chase_id",),
        ),
        Guard(
            name="partners_referral_sent_no_update",
            table="partners_referral",
            moment="UPDATE",
            sentence="What was sent to an agency cannot be changed.",
            when=f"old.sent_at IS NOT NULL AND ({CHANGED})",
        ),
        Guard(
            name="partners_referral_sent_no_delete",
            table="partners_referral",
            moment="DELETE",
            sentence="A referral that was sent cannot be removed.",
            when="old.sent_at IS NOT NULL",
        ),
    ]
)
