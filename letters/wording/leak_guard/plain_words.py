"""Ordinary English words that a letter may well use and that are also names, or parts of them.

Not a dictionary: the words a name could be mistaken for when it is alone, or when two words stand
side by side ("be an" is not the surname Bean). The words of the approved text are added to them.
"""

from __future__ import annotations

FUNCTION_WORDS = (
    "a about above after again against ago all also am among an and any anybody anyone are around "
    "as ask at away back be because been before being below between both but by call called came "
    "can cannot could day days did do does done down during each either else even ever every for "
    "from gave get give go going gone got had has have he her here hers him his how i if in into "
    "is it its just keep kept know last late later let like little long lot made make man many "
    "may me men might mine more most much must my near need never new next no none nor not now of "
    "off often old on once one only or other our ours out over own per put ran same saw say see "
    "seen sent she so some soon still such take tell ten than that the their them then there "
    "these they this those though three time to today told too took two under until up us use "
    "used very was way we well went were what when where which while who whom whose why will wish "
    "with within without woman won would yes yet you young your yours"
)
NAMES_TOO = (
    "amber angel april art ash august autumn bank barber bay bean bell berry best bill bird "
    "bishop black blue bond brook brooks brown buck burn bush butler carol carpenter case cash "
    "chance chase cherry christian church clay coach cook cooper court craft crane cross crystal "
    "daisy dale dawn day dean diamond drew drum dust dusty earl early east eve faith fair farmer "
    "ferry field finch fisher flint flower ford forest foster fox frank free friend frost gay "
    "gene gold goldsmith good grace grant gray green grey guy hall hardy hart harry hazel heath "
    "heather heaven helm hill holly home honey hood hope house hunt hunter iris ivy jade jasmine "
    "jet joy june justice kay king knight lake lamb lance lane law lawless lee light lily lock "
    "long love low luck lucky major mark marsh mason may mayor melody mercy miles mill miller "
    "mint moon moor moore moss norm north olive page park parker parks parsons pat patience "
    "patient peace pearl penny piper pitt poppy pope porter post potter power price pride prince "
    "prior queen quick ray reed read rich rick ridge ring rivers rob rock rod rose rowan ruby "
    "rush rust sage sandy savage sawyer scarlet sergeant sharp shaw shepherd short singer skip "
    "sky slater small smart smith snow south spring star steel stone storm street strong sue "
    "summer summers swift tanner taylor terry tiger tower town trip turner victor viola violet "
    "wade walker wall wallace ward warden warner water waters weaver webb wells west white will "
    "willow wills winter wise wolf wood woods worth wright young"
)
STARTERS = frozenset(FUNCTION_WORDS.split())
PLAIN = STARTERS | frozenset(NAMES_TOO.split())
# Beside a number these make a date, not a name.
_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
MONTHS = frozenset(_MONTHS.split())
_BEFORE = "and between by during early from in late mid of on since to until"
BEFORE_A_MONTH = frozenset(_BEFORE.split())
DIGIT_WORDS = {
    "zero": "0",
    "nought": "0",
    "oh": "0",
    "o": "0",
    "one": "1",
    "l": "1",
    "i": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
}
TIMES = {"double": 2, "treble": 3, "triple": 3}
