"""The forecast of a year against the one SQL statement that adds up the same."""

from django.db import connection

from almacontact.calendar import today
from pipeline.models import Opportunity
from pipeline.plan.forecast import forecast

# What is open or won, by month of closing: sums of money, seats and weight.
SQL = """
SELECT SUBSTR(CAST(COALESCE(closed_on, expected_close_on) AS VARCHAR(10)), 1, 7) AS month,
       SUM(CASE WHEN outcome = 'won' THEN monthly_value END),
       SUM(CASE WHEN outcome = 'won' AND new_client THEN monthly_value END),
       SUM(CASE WHEN outcome = 'won' THEN 1 END),
       SUM(CASE WHEN outcome = 'won' THEN seats END),
       SUM(CASE WHEN stage = 'negotiation' THEN monthly_value END),
       SUM(CASE WHEN stage <> 'closed' THEN monthly_value END),
       SUM(CASE WHEN stage <> 'closed' THEN 1 END),
       SUM(CASE WHEN stage <> 'closed' THEN seats END),
       SUM(CASE WHEN stage <> 'closed' THEN monthly_value * probability END)
  FROM pipeline_opportunity
 WHERE stage IN ('hunting', 'qualification', 'proposal', 'negotiation') OR outcome = 'won'
 GROUP BY 1
"""


def raw() -> list[tuple[object, ...]]:
    """Add up by SQL alone."""
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        return cursor.fetchall()


def ours() -> object:
    """Build the forecast as its page does."""
    day = today()
    return forecast(Opportunity.objects.all(), day.year, today=day).total
