"""Numbers that other systems gave: PNC ids, CRO numbers, phones, postcodes (domain: section 8.4).

Pure functions. The two checks answer with a sentence that is kept on the row as a warning, never
with a rejection: wrong check letters are found in national systems too. The two normal forms
never guess: what has not the shape of a phone number or postcode comes back as it was.
"""

from __future__ import annotations

import re
import unicodedata

# No I, O or S, which look like figures. The index is the remainder, so Z stands for 0.
CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

PNC_SERIAL_DIGITS = 7
CRO_SERIAL_DIGITS = 6
# Numbers of files without fingerprints were given in these years only.
SF_YEARS = range(39, 96)

PNC = (
    re.compile(r"(?:19|20)([0-9]{2})(?:/([0-9]{1,7})|([0-9]{7}))([A-Z])"),
    re.compile(r"([0-9]{2})(?:/([0-9]{1,7})|([0-9]{1,7}))([A-Z])"),
)
CRO = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])")
CRO_WITHOUT_PRINTS = re.compile(r"SF([0-9]{2})/([0-9]{1,6})([A-Z])")

EXTENSION = re.compile(r"(?:ext(?:ension)?\.?|x)\s*[0-9]+\s*$")
PHONE = re.compile(r"[+0-9()./\s\-\u2010-\u2015]*[0-9][0-9()./\s\-\u2010-\u2015]*")
TRUNK_ZERO = re.compile(r"\(0\)")
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")
NATIONAL_DIGITS = 10


def check_letter(digits: str) -> str:
    """The check letter of a number written in figures only: its remainder by 23, as a letter."""
    return CHECK_LETTERS[int(digits) % len(CHECK_LETTERS)]


def check_pnc(text: str) -> str | None:
    """What is doubtful about a PNC id, in a sentence; None if nothing is.

    Reads YYYY/NNNNNNND and the short YY/NNND, with or without the slash. The letter checks the
    two last figures of the year followed by the serial in seven figures.
    """
    written = text.strip().upper()
    found = next((match for form in PNC if (match := form.fullmatch(written))), None)
    if found is None:
        return "Not a PNC id: it is written as 2012/0394773H or 12/394773H."
    year, slashed, joined, letter = found.groups()
    serial = slashed or joined
    return _letter_doubt(letter, check_letter(year + serial.zfill(PNC_SERIAL_DIGITS)))


def check_cro(text: str) -> str | None:
    """What is doubtful about a CRO number, in a sentence; None if nothing is.

    Reads NNNNNN/YYD and, for files without fingerprints, SFYY/NNNNNND of the years 39 to 95.
    Published descriptions disagree whether the serial of the second is padded to six figures
    before it is checked, so the letter of either way is taken.
    """
    written = text.strip().upper()
    if found := CRO.fullmatch(written):
        serial, year, letter = found.groups()
        return _letter_doubt(letter, check_letter(year + serial.zfill(CRO_SERIAL_DIGITS)))
    if found := CRO_WITHOUT_PRINTS.fullmatch(written):
        year, serial, letter = found.groups()
        if int(year) not in SF_YEARS:
            return "CRO numbers that begin with SF are of the years 39 to 95 only."
        padded = check_letter(year + serial.zfill(CRO_SERIAL_DIGITS))
        return _letter_doubt(letter, padded, check_letter(year + serial))
    return "Not a CRO number: it is written as 29906/12J or SF39/12345X."


def _letter_doubt(given: str, *right: str) -> str | None:
    if given in right:
        return None
    return f"The check letter is {given}; the figures ask for {' or '.join(dict.fromkeys(right))}."


def normal_phone(text: str) -> str:
    """The form phone numbers are compared in: figures only, from 0, or from + if not of the UK.

    A leading 44, 0044 or +44 becomes 0, an extension is left out, and the 0 that spreadsheets
    drop from a number of eleven figures is put back. Text that is no number comes back in lower
    case with single spaces.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    number = EXTENSION.sub("", plain)
    if not PHONE.fullmatch(number):
        return plain
    number = TRUNK_ZERO.sub("", number).strip(" (")
    digits = "".join(character for character in number if "0" <= character <= "9")
    if number.startswith("+") or digits.startswith("00"):
        return _international(digits.lstrip("0"))
    if digits.startswith("44") and len(digits) > NATIONAL_DIGITS:
        return _international(digits)
    if len(digits) == NATIONAL_DIGITS and not digits.startswith("0"):
        return f"0{digits}"
    return digits


def _international(digits: str) -> str:
    if digits.startswith("44"):
        return "0" + digits.removeprefix("44").lstrip("0")
    return f"+{digits}" if digits else ""


def normal_postcode(text: str) -> str:
    """A postcode as it is printed: capitals, one space before the last three characters.

    Whether it exists is not looked up. Text of another shape keeps its letters, with single
    spaces, so that it never grows beyond the column it came from.
    """
    found = POSTCODE.fullmatch("".join(re.split(r"[\s.\-]+", text)).upper())
    return f"{found[1]} {found[2]}" if found else " ".join(text.split())
