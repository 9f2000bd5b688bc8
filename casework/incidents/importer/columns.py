"""The flat layout of an export (domain: section 8.2): its columns, and how long a value may be."""

from __future__ import annotations

# Column name -> the most characters a value may have. Dates, flags and codes from a short list
# are checked for what they mean instead, but nothing longer than this is even looked at.
COLUMNS: dict[str, int] = {
    "occurrence_no": 40,
    "crime_ref": 40,
    "record_type": 40,
    "ho_code": 12,
    "cjs_code": 12,
    "ho_title": 200,
    "offence_from": 40,
    "offence_to": 40,
    "reported_dt": 40,
    "da_flag": 40,
    "stalking_flag": 40,
    "hbv_flag": 40,
    "children_present": 40,
    "relationship": 40,
    "risk_tool": 20,
    "risk_grade": 20,
    "suspect_nominal_id": 40,
    "suspect_forename": 80,
    "suspect_surname": 80,
    "suspect_dob": 40,
    "suspect_sex": 20,
    "self_ethnicity": 20,
    "obs_ethnicity": 20,
    "pnc_id": 20,
    "cro_no": 20,
    "suspect_role": 40,
    "suspect_address": 200,
    "suspect_postcode": 10,
    "suspect_phone": 40,
    "victim_nominal_id": 40,
    "victim_forename": 80,
    "victim_surname": 80,
    "victim_dob": 40,
    "victim_address": 200,
    "victim_postcode": 10,
    "victim_phone": 40,
    "mo_text": 20_000,
    "outcome_code": 10,
    "outcome_dt": 40,
    "oic_collar": 12,
    "team": 80,
    "beat": 40,
    "updated_dt": 40,
}

# Without one of these there is nothing to hold a row by. The suspect also needs a name or a
# date of birth (the "create no person without identifying data" rule of the POLE standards).
REQUIRED = ("occurrence_no", "record_type", "offence_from", "suspect_nominal_id")

# Written in lines; every other column is one line.
LONG_TEXT = frozenset({"mo_text"})
