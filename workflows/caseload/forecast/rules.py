"""The numbers of the forecast. All are local: no law and no guidance sets them."""

from __future__ import annotations

from casework.core.policy import number

DAYS = number("forecast.days", 14, unit="days", source="local")
HISTORY = number("forecast.history_of", 365, unit="days", source="local")
# With fewer finished steps of a kind nothing is said of one.
FINISHED = number("forecast.finished_steps_at_least", 10, unit="steps", source="local")
# Nor of a step that has waited longer than all but so few ever did.
LASTED = number("forecast.steps_that_lasted_as_long_at_least", 5, unit="steps", source="local")
LIKELY = number("forecast.likely_from", 50, unit="percent", source="local")
# It is tried on every day of so many, the last as long ago as it looks ahead; where there are more
# tasks than that, which would take long, on every seventh of them.
TRIED = number("forecast.tried_on", 84, unit="days", source="local")
DAILY = number("forecast.tried_daily_up_to", 1500, unit="tasks", source="local")
# With fewer past forecasts than this the page gives no error, only that there are too few.
JUDGED = number("forecast.past_forecasts_at_least", 30, unit="forecasts", source="local")
WEEKS = number("forecast.weeks_of_work", 4, unit="weeks", source="local")
PROPOSALS = number("forecast.proposals_at_most", 10, unit="tasks", source="local")
