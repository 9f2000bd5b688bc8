"""Which open tasks are likely to go red, how good such a forecast was, and who could take one.

    rules        every number of it
    history      the tasks, holds and absences it rests on, and what was known at a past moment
    survival     how long steps take, the unfinished ones counted too (the one door to scipy)
    chances      the chance of each open task, and the work to come by officer and week
    calibration  the same forecast made at past moments and held against what came
    levelling    who else could do a task that is likely to go red
    presenters   its words

It proposes; a supervisor gives out each task or does not. Only its own page imports it, so that
no other process loads the statistics library.
"""
