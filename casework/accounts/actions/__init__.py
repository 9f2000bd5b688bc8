"""The only writers of forces, teams, users, roles and absences, and of sign-ins."""

from casework.accounts.actions.absences import change_deputy, end_absence, record_absence
from casework.accounts.actions.forces import create_force, create_team, set_replies
from casework.accounts.actions.leaving import end_roles_of_leaver
from casework.accounts.actions.passwords import change_password, set_password
from casework.accounts.actions.roles import end_grant, grant_role
from casework.accounts.actions.signing import end_sitting, sign_in, sign_out
from casework.accounts.actions.users import create_user, deactivate_user, reactivate_user

__all__ = [
    "change_deputy",
    "change_password",
    "create_force",
    "create_team",
    "create_user",
    "deactivate_user",
    "end_absence",
    "end_grant",
    "end_roles_of_leaver",
    "end_sitting",
    "grant_role",
    "reactivate_user",
    "record_absence",
    "set_password",
    "set_replies",
    "sign_in",
    "sign_out",
]
