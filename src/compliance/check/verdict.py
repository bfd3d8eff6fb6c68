"""From an instance with its window and its act to one of the statuses."""

from __future__ import annotations

from compliance.check.finding import Finding, Status
from compliance.check.instance import Instance
from compliance.check.timeline import Timeline
from compliance.graph.model import Rule
from compliance.time import Instant


def judge(instance: Instance, rule: Rule, guideline: str, tl: Timeline) -> Finding:
    """Return the finding of an instance whose acts have been found."""
    due, act = instance.due, instance.act
    in_time = act is not None and (due.at is None or act.at <= due.at)
    if in_time and instance.condition is not None and not due.missing:
        return Finding(
            rule,
            guideline,
            _FULFILLED,
            instance.bearer,
            instance.target,
            instance.trigger,
            instance.trigger_type,
            instance.at,
            instance.at if due.opens is None and (due.at is None or due.at >= instance.at) else _opens(instance),
            due.at,
            act,
            notes=instance.notes,
        )
    status, missing = _status(instance, tl)
    shown = status in (Status.LATE, Status.EARLY)
    act = (instance.early_act if status is Status.EARLY else instance.act) if shown else None
    cancelled, fell_away = status is Status.CANCELLED, _fell_away(instance)
    return Finding(
        rule,
        guideline,
        status,
        instance.bearer,
        instance.target,
        instance.trigger,
        instance.trigger_type,
        instance.at,
        _opens(instance),
        due.at,
        act,
        missing,
        (),
        (instance.cancelled_by if fell_away else instance.outage) if cancelled else None,
        instance.cancelled_at if cancelled and fell_away else None,
        instance.notes if shown else (),
    )


_FULFILLED = Status.FULFILLED


def undone(tl: Timeline, due: Instant | None) -> Status:
    """Return the status of what has not been done and that nothing excuses."""
    return Status.PENDING if due is None or tl.as_of <= due else Status.MISSED


def _opens(instance: Instance) -> Instant:
    """A window opens at its lower end, else at the trigger; one that was due before the trigger, when it was due."""
    opens, due = instance.due.opens, instance.due.at
    if opens is not None:
        return opens
    return instance.at if due is None else min(instance.at, due)


def _status(instance: Instance, tl: Timeline) -> tuple[Status, tuple[str, ...]]:
    """Return the status of an instance that was not fulfilled in time, and what is missing to say so."""
    due, fell_away = instance.due, _fell_away(instance)
    if instance.condition is None:
        return (Status.CANCELLED, ()) if fell_away else (Status.UNDETERMINED, instance.missing)
    if due.missing:
        return (Status.CANCELLED, ()) if fell_away else (Status.UNDETERMINED, due.missing)
    if fell_away:
        return Status.CANCELLED, ()
    return _not_in_time(instance, tl)


def _fell_away(instance: Instance) -> bool:
    due, ended = instance.due.at, instance.cancelled_at
    return ended is not None and (due is None or ended <= due)


def _not_in_time(instance: Instance, tl: Timeline) -> tuple[Status, tuple[str, ...]]:
    due = instance.due
    if instance.escape is None:
        return Status.UNDETERMINED, instance.escape_missing
    doubtful = instance.doubtful
    if doubtful is not None and (due.at is None or doubtful.at <= due.at):
        return Status.UNDETERMINED, instance.doubt or (f"{doubtful.type} {doubtful.id}: vem eller vilken enhet",)
    if instance.outage.startswith("?"):
        return Status.UNDETERMINED, (instance.outage[1:],)
    if instance.outage:
        return Status.CANCELLED, ()
    status = _bad(instance, tl)
    perhaps = instance.perhaps_ended
    if status is not Status.PENDING and perhaps is not None and (due.at is None or perhaps[0] <= due.at):
        return Status.UNDETERMINED, perhaps[1]
    return status, ()


def _bad(instance: Instance, tl: Timeline) -> Status:
    due = instance.due
    if instance.act is not None and not due.numberless:
        return Status.LATE
    if instance.early_act is not None:
        return Status.EARLY
    return undone(tl, due.at)
