"""Who works in the demonstration's unit: one sign-in for each role, and a few colleagues."""

from __future__ import annotations

from dataclasses import dataclass

from casework.accounts.actions import (
    create_force,
    create_team,
    create_user,
    grant_role,
    set_replies,
)
from casework.accounts.models import Force, Rank, Role, Team, User

PASSWORD = "made-up people only"  # noqa: S105 - shown to everyone, guards nothing
FORCE_CODE = "44"
FORCE_NAME = "Hampshire (made up)"
NATION = Force.Nation.ENGLAND_AND_WALES
TEAM = "Domestic abuse unit"
# Made up; the numbers are of the range kept for drama.
REPLIES = {
    "address": "Mill Lane Police Station, 1 Mill Lane, Northmoor, NM1 1AA",
    "phone": "01632 960100",
    "email": "replies@northmoor.example",
}


@dataclass(frozen=True)
class Colleague:
    """One made-up member of the unit. A role with `everywhere` holds for the whole force."""

    username: str
    first_name: str
    last_name: str
    rank: Rank
    collar_number: str
    roles: tuple[Role, ...]
    everywhere: bool = False


UNIT = (
    Colleague("administrator", "Kit", "Rowan", Rank.STAFF, "7001", (Role.ADMIN,), True),
    Colleague("officer", "Nadia", "Iqbal", Rank.CONSTABLE, "4417", (Role.OFFICER,)),
    Colleague("officer2", "Tom", "Hale", Rank.CONSTABLE, "3120", (Role.OFFICER,)),
    Colleague("officer3", "Leah", "Stannard", Rank.CONSTABLE, "5208", (Role.OFFICER,)),
    Colleague("supervisor", "Ewan", "Muir", Rank.SERGEANT, "1186", (Role.SUPERVISOR,)),
    Colleague("supervisor2", "Priya", "Nair", Rank.SERGEANT, "1342", (Role.SUPERVISOR,)),
    Colleague("manager", "Helen", "Frost", Rank.INSPECTOR, "0931", (Role.MANAGER,), True),
    Colleague("manager2", "Colin", "Ashby", Rank.INSPECTOR, "0946", (Role.MANAGER,), True),
    Colleague("inspector", "Marcus", "Bell", Rank.INSPECTOR, "0774", (Role.AUTHORISER,), True),
    Colleague("inspector2", "Grace", "Adeyemi", Rank.INSPECTOR, "0788", (Role.AUTHORISER,), True),
    Colleague("analyst", "Sofia", "Wren", Rank.STAFF, "7702", (Role.ANALYST,), True),
    Colleague("adviser", "Daniel", "Okoro", Rank.STAFF, "7810", (Role.ADVISER,), True),
    Colleague("auditor", "Ruth", "Lacey", Rank.STAFF, "7905", (Role.AUDITOR,), True),
    Colleague("advocate", "Amara", "Singh", Rank.STAFF, "", (Role.ADVOCATE,), True),
    Colleague("partner", "Joe", "Marsh", Rank.STAFF, "", (Role.PARTNER,), True),
)


@dataclass(frozen=True)
class Unit:
    """The demonstration's force, its one team and everyone in it by sign-in name."""

    force: Force
    team: Team
    users: dict[str, User]

    def __getitem__(self, username: str) -> User:
        return self.users[username]


def make_unit() -> Unit:
    """Make the force, the team and everyone in it: first the administrator, who makes the rest."""
    force = create_force(code=FORCE_CODE, name=FORCE_NAME, nation=NATION, by=None)
    team = create_team(force=force, name=TEAM, by=None)
    team = set_replies(team=team, **REPLIES, by=None)
    users: dict[str, User] = {}
    for colleague in UNIT:
        user = create_user(
            username=colleague.username,
            password=PASSWORD,
            first_name=colleague.first_name,
            last_name=colleague.last_name,
            force=force,
            rank=colleague.rank,
            collar_number=colleague.collar_number,
            by=users.get("administrator"),
        )
        for role in colleague.roles:
            grant_role(
                user=user,
                role=role,
                force=force,
                team=None if colleague.everywhere else team,
                by=users.get("administrator"),
                reason="Set-up of the demonstration",
            )
        users[colleague.username] = user
    return Unit(force=force, team=team, users=users)


def sign_ins() -> str:
    """The sign-in of each role as a table for the terminal."""
    head = ("Sign in as", "Name", "Rank", "Role")
    rows = [
        (
            each.username,
            f"{each.first_name} {each.last_name}",
            str(each.rank.label),
            ", ".join(str(role.label) for role in each.roles),
        )
        for each in UNIT
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join([*lines, "", f"Everyone's password: {PASSWORD}"])
