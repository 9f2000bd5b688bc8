"""The importer: a force's flat export becomes persons, incidents and where people were.

read (`reading`) -> understand (`parsing`, `values`) -> decide (`deciding`) -> write (`storing`,
`persons`, `contacts`), all in `running`.
"""

from casework.incidents.importer.errors import BrokenFile, BrokenMapping
from casework.incidents.importer.mapping import (
    NO_MAPPING,
    Mapping,
    load_mapping,
    mapping_from,
    read_mapping,
)
from casework.incidents.importer.reading import fingerprint
from casework.incidents.importer.running import Counts, check_file, import_file

__all__ = [
    "NO_MAPPING",
    "BrokenFile",
    "BrokenMapping",
    "Counts",
    "Mapping",
    "check_file",
    "fingerprint",
    "import_file",
    "load_mapping",
    "mapping_from",
    "read_mapping",
]
