"""What the verbs of this room are called on a page."""

from casework.audit.words import register

register(
    {
        "absence.deputy_changed": "Who stands in changed",
        "absence.ended": "Absence ended",
        "absence.recorded": "Absence recorded",
        "force.created": "Force added",
        "password.changed": "Password changed",
        "password.set": "New password given",
        "role.ended": "Role taken away",
        "role.granted": "Role given",
        "sign_in.failed": "Sign-in failed",
        "sign_in.locked": "Sign-in locked for a while",
        "team.created": "Team added",
        "team.replies_set": "Address for replies of a team set",
        "user.created": "User added",
        "user.deactivated": "Account closed",
        "user.reactivated": "Account opened again",
        "user.signed_in": "Signed in",
        "user.signed_out": "Signed out",
    }
)
