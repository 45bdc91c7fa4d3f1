"""The Celery tasks behind the table of jobs."""

from typing import Any

from celery import Task, shared_task

from almacontact.jobs import actions


class JobTask(Task):
    """A task that records in the table when it ends by an unexpected error."""

    def on_failure(self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any) -> None:
        """Write the error down for whoever runs the installation."""
        actions.fail(job_id=args[0], error=str(einfo))


@shared_task(name="jobs.run", base=JobTask)
def run(job_id: int) -> None:
    """Run one job of the table."""
    actions.run(job_id=job_id)


@shared_task(name="jobs.sweep")
def sweep() -> None:
    """Publish what was not published and put back what was lost; every few seconds, by beat."""
    actions.sweep()


@shared_task(name="jobs.prune")
def prune() -> None:
    """Delete old rows; once a night, by beat."""
    actions.prune()
