"""What the database itself refuses about tasks; the room's migrations install these guards."""

from __future__ import annotations

from casework.core.append_only import Guard, append_only, register

DONE_ONCE = "That a task was done cannot be changed."
DUE_KEPT = "A due time moves only with its reason, which is kept."
MOVED_ONCE = "That a due time was moved cannot be changed."
HELD_ONCE = "What was said of a hold cannot be changed."
HOLD_OVER = "A hold that has ended stays ended."
EXTENDED_ONCE = "That a hold was made longer cannot be changed."
ADDED_ONCE = "What an added task asks cannot be changed."
ADDED_OVER = "What came of an added task cannot be changed."
HANDED_ONCE = "That work was handed over cannot be changed."
PRESSING_ONCE = "What was said of a priority cannot be changed."
GIVEN_ONCE = "What was given out together cannot be changed."
SENT_ONCE = "What is sent of a deadline, and what became of it, cannot be changed."
FEED_ONCE = "The address of a calendar feed cannot be changed."
MAILED_ONCE = "What became of an e-mail cannot be changed."
OPENED_ONCE = "That somebody opened a task cannot be changed."
PAUSED_ONCE = "What was said of a pause cannot be changed."
PAUSE_FITS = "A pause begins while an open task still has time, and after the one before it."
PAUSE_LOCAL = "Only a due time that the force sets itself is ever paused."
TOLD_ONCE = "That somebody was told cannot be changed."
HOLD = "workflows_taskhold"
GUARDS = register(
    [
        *append_only("workflows_completion", sentence=DONE_ONCE, pk="task_id"),
    ]
)
# Of tables that came later, by a migration of their own.
ARRANGED = register(
    [
        *append_only(
            HOLD,
            sentence=HELD_ONCE,
            unless="new.id = old.id AND new.task_id = old.task_id AND new.reason = old.reason "
            "AND new.by_id = old.by_id AND new.begun_at = old.begun_at "
            "AND new.until >= old.until",
        ),
        Guard(
            name=f"{HOLD}_over",
            table=HOLD,
            moment="UPDATE",
            sentence=HOLD_OVER,
            when="old.ended_at IS NOT NULL",
        ),
        *append_only("workflows_holdextension", sentence=EXTENDED_ONCE),
        *append_only(
            "workflows_addedstep",
            sentence=ADDED_ONCE,
            pk="task_id",
            unless="new.task_id = old.task_id AND new.title = old.title "
            "AND new.asked = old.asked AND new.reason = old.reason "
            "AND new.added_by_id = old.added_by_id AND new.added_at = old.added_at",
        ),
        *append_only("workflows_handout", sentence=GIVEN_ONCE),
        *append_only(
            "workflows_handoutitem",
            sentence=GIVEN_ONCE,
            unless="new.handout_id = old.handout_id AND new.task_id = old.task_id "
            "AND new.why_not = old.why_not AND old.taken_back_at IS NULL "
            "AND coalesce(new.had_id, 0) = coalesce(old.had_id, 0) "
            "AND coalesce(new.given_at = old.given_at, "
            "new.given_at IS NULL AND old.given_at IS NULL)",
        ),
        Guard(
            name="workflows_addedstep_over",
            table="workflows_addedstep",
            moment="UPDATE",
            sentence=ADDED_OVER,
            when="old.note <> '' OR old.dropped_at IS NOT NULL",
        ),
    ]
)
PROPOSED = register(
    append_only(
        "workflows_proposal",
        sentence="What an outcome proposed, and what was decided of it, cannot be changed.",
        keys=("intervention_id, outcome, what",),
        unless="old.decision = '' AND new.decision <> '' AND new.id = old.id "
        "AND new.case_id = old.case_id AND new.intervention_id = old.intervention_id "
        "AND new.outcome = old.outcome AND new.what = old.what "
        "AND new.because = old.because AND new.proposed_at = old.proposed_at",
    )
)
# Of tables that came later still.
HANDED = register(
    [
        *append_only("workflows_handover", sentence=HANDED_ONCE),
        *append_only("workflows_handoveritem", sentence=HANDED_ONCE),
        *append_only("workflows_prioritychange", sentence=PRESSING_ONCE),
    ]
)
# What is sent of a deadline, and who was told.
LADDER = register(
    [
        *append_only(
            "workflows_escalation",
            sentence=SENT_ONCE,
            unless="old.settled_at IS NULL AND new.settled_at IS NOT NULL AND new.id = old.id "
            "AND new.task_id = old.task_id AND new.rung = old.rung "
            "AND new.send_at = old.send_at",
        ),
        # SQLite's INSERT OR REPLACE would take the one in its way unseen.
        Guard(
            name="workflows_escalation_no_second",
            table="workflows_escalation",
            moment="INSERT",
            sentence=SENT_ONCE,
            when="EXISTS (SELECT 1 FROM workflows_escalation WHERE task_id = new.task_id "
            "AND rung = new.rung AND (settled_at IS NULL AND new.settled_at IS NULL "
            "OR how = 'SENT' AND new.how = 'SENT' AND send_at = new.send_at))",
            only_on="sqlite",
        ),
        *append_only(
            "workflows_notice",
            sentence=TOLD_ONCE,
            keys=("escalation_id, recipient_id",),
            unless="old.read_at IS NULL AND new.read_at IS NOT NULL AND new.id = old.id "
            "AND new.recipient_id = old.recipient_id AND new.task_id = old.task_id "
            "AND new.escalation_id = old.escalation_id AND new.made_at = old.made_at",
        ),
    ]
)
# Of tables that came after those.
MAILED = register(
    [
        *append_only(
            "workflows_mailing",
            sentence=MAILED_ONCE,
            unless="old.sent_at IS NULL AND old.given_up_at IS NULL AND new.id = old.id "
            "AND new.user_id = old.user_id AND new.kind = old.kind "
            "AND new.made_at = old.made_at AND new.tries >= old.tries "
            "AND new.overdue = old.overdue AND new.soon = old.soon "
            "AND new.unopened = old.unopened "
            "AND (new.day = old.day OR new.day IS NULL AND old.day IS NULL)",
        ),
        *append_only("workflows_opening", sentence=OPENED_ONCE, keys=("task_id, user_id",)),
    ]
)
# A due time moves with the row that says who moved it and why, and with nothing else.
DUE_MOVES = register(
    [
        *append_only("workflows_duechange", sentence=MOVED_ONCE),
        Guard(
            name="workflows_task_due_kept",
            table="workflows_task",
            moment="UPDATE",
            sentence=DUE_KEPT,
            when="old.due_at IS NOT NULL AND (new.due_at IS NULL OR new.due_at <> old.due_at) "
            "AND (new.due_change_id IS NULL "
            "OR new.due_change_id = coalesce(old.due_change_id, 0))",
        ),
    ]
)
FEEDS = register(
    append_only(
        "workflows_calendarfeed",
        sentence=FEED_ONCE,
        keys=("fingerprint",),
        unless="old.revoked_at IS NULL AND new.revoked_at IS NOT NULL AND new.id = old.id "
        "AND new.user_id = old.user_id AND new.fingerprint = old.fingerprint "
        "AND new.made_at = old.made_at",
    )
)
# Asked of the proof that a task keeps of its due time.
STOOD_STILL_AND_NOT_LOCAL = (
    "coalesce(new.due_proof ->> 'pauses', '[]') <> '[]' "
    "AND coalesce(new.due_proof -> 'rule' ->> 'source', '') <> 'local'"
)
# A time that law or guidance set, then or before it was moved, never stands still.
PAUSES = register(
    [
        *append_only(
            "workflows_pause",
            sentence=PAUSED_ONCE,
            unless="old.ended_at IS NULL AND new.ended_at IS NOT NULL AND new.id = old.id "
            "AND new.task_id = old.task_id AND new.reason = old.reason "
            "AND new.by_id = old.by_id AND new.begun_at = old.begun_at "
            "AND new.until = old.until",
        ),
        Guard(
            name="workflows_pause_fits",
            table="workflows_pause",
            moment="INSERT",
            sentence=PAUSE_FITS,
            when="new.ended_at IS NOT NULL OR EXISTS (SELECT 1 FROM workflows_pause p "
            "WHERE p.task_id = new.task_id AND p.begun_at < new.until "
            "AND coalesce(p.ended_at, p.until) > new.begun_at) "
            "OR NOT EXISTS (SELECT 1 FROM workflows_task t WHERE t.id = new.task_id "
            "AND t.finished IS NULL AND t.created <= new.begun_at AND t.due_at > new.begun_at)",
            asks=True,
        ),
        Guard(
            name="workflows_pause_local",
            table="workflows_pause",
            moment="INSERT",
            sentence=PAUSE_LOCAL,
            when="EXISTS (SELECT 1 FROM workflows_task t WHERE t.id = new.task_id "
            "AND (coalesce(t.due_proof -> 'rule' ->> 'source', '') <> 'local' "
            "OR coalesce(t.due_proof -> 'rule' ->> 'kind', '') "
            "NOT IN ('hours', 'office_hours', 'working_days', 'calendar_days'))) "
            "OR EXISTS (SELECT 1 FROM workflows_duechange c WHERE c.task_id = new.task_id "
            "AND coalesce(c.before_proof -> 'rule' ->> 'source', '') <> 'local')",
            asks=True,
        ),
        *(
            Guard(
                name=f"workflows_task_pauses_local_{moment.lower()}",
                table="workflows_task",
                moment=moment,
                sentence=PAUSE_LOCAL,
                when=STOOD_STILL_AND_NOT_LOCAL,
            )
            for moment in ("INSERT", "UPDATE")
        ),
    ]
)
