"""A made-up force: an export with the shape, the size and the faults of a real one.

who harms whom (`offending`, `persons`, `places`) -> as recorded (`rows`) -> what goes wrong
(`mixups`, `faults`, `versions`) -> the file (`writing`).
"""

from casework.incidents.generator.writing import LAST_DAY, Made, Plan, rows_of, write_export

__all__ = ["LAST_DAY", "Made", "Plan", "rows_of", "write_export"]
