"""What a newcomer is told, from counts alone, is what the calling order would say."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.engine.calling import CallingPolicy, Lane, Tally, Waiting, calling_order, people_ahead
from kiosk.engine.fair_order import policy_of
from kiosk.engine.joining import LaneSizes, ahead_of_newcomer
from models.enums import FairOrder, Priority, TicketKind

NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
NEWCOMER = 10_000
ANY_PRIORITY = st.sampled_from([Priority.NONE, Priority.ELDER])

policies = st.builds(
    CallingPolicy,
    bookings_in_a_row=st.integers(1, 4),
    priority_in_a_row=st.integers(1, 4),
    ordinary_in_a_row=st.integers(1, 4),
    longest_wait_minutes=st.sampled_from([0, 10, 30, 60, 10_000]),
) | st.builds(policy_of, st.sampled_from(FairOrder), st.sampled_from([10, 60]))
lanes = st.lists(st.sampled_from([Lane.BOOKED, Lane.PRIORITY, Lane.ORDINARY]), max_size=20)


@st.composite
def someone(draw: st.DrawFn, ticket_id: int) -> Waiting:
    """A walk-in who has waited up to 80 minutes, or a booked person in, before or after the window."""
    queued_at = NOW - timedelta(minutes=draw(st.integers(0, 80)), seconds=ticket_id + 1)
    if draw(st.booleans()):
        starts_at = NOW + timedelta(minutes=15 * draw(st.integers(-6, 3)))
        ends_at = starts_at + timedelta(minutes=15)
        return Waiting(ticket_id, TicketKind.BOOKED, Priority.NONE, queued_at, starts_at, ends_at, queued_at)
    priority = draw(st.sampled_from([Priority.NONE, Priority.ELDER]))
    return Waiting(ticket_id, TicketKind.WALK_IN, priority, queued_at, None, None, None)


@st.composite
def queues(draw: st.DrawFn) -> list[Waiting]:
    return [draw(someone(ticket_id)) for ticket_id in range(draw(st.integers(0, 25)))]


def told(
    queue: list[Waiting], recent: list[Lane], policy: CallingPolicy, priority: Priority, *, read: int | None = None
) -> int:
    """From the sizes of the lanes. `read`: so many of the overdue walk-ins, the youngest, are looked at."""
    turns = calling_order(queue, recent=recent, policy=policy, now=NOW)
    late = [turn for turn in turns if turn.overdue]
    walk_ins = [turn for turn in late if turn.waiting.kind is TicketKind.WALK_IN]
    unread = walk_ins[: len(walk_ins) - read] if read is not None and read < len(walk_ins) else []
    overdue = [turn.lane for turn in late if turn not in unread]
    waiting = {lane: sum(t.lane is lane and not t.overdue for t in turns) for lane in Lane}
    return ahead_of_newcomer(
        Lane.ORDINARY if priority is Priority.NONE else Lane.PRIORITY,
        LaneSizes(waiting[Lane.BOOKED], waiting[Lane.PRIORITY], waiting[Lane.ORDINARY]),
        overdue=len(late),
        tally=Tally.after([*recent, *overdue], policy),
        policy=policy,
    )


def ordered(queue: list[Waiting], recent: list[Lane], policy: CallingPolicy, priority: Priority) -> int | None:
    newcomer = Waiting(NEWCOMER, TicketKind.WALK_IN, priority, NOW, None, None, None)
    return people_ahead(calling_order([*queue, newcomer], recent=recent, policy=policy, now=NOW), NEWCOMER)


@settings(max_examples=300)
@given(queues(), lanes, policies, ANY_PRIORITY)
def test_a_newcomer_is_told_what_the_calling_order_says(
    queue: list[Waiting], recent: list[Lane], policy: CallingPolicy, priority: Priority
) -> None:
    assert told(queue, recent, policy, priority) == ordered(queue, recent, policy, priority)


@settings(max_examples=300)
@given(queues(), lanes, policies, ANY_PRIORITY)
def test_of_those_who_have_waited_too_long_the_last_few_say_whose_turn_it_is_then(
    queue: list[Waiting], recent: list[Lane], policy: CallingPolicy, priority: Priority
) -> None:
    few = policy.most_walk_ins_in_a_row

    assert told(queue, recent, policy, priority, read=few) == ordered(queue, recent, policy, priority)


def test_control_reading_one_less_of_them_would_be_wrong() -> None:
    two_hours_ago, just_now = NOW - timedelta(hours=2), NOW - timedelta(minutes=1)
    waited = [Waiting(i, TicketKind.WALK_IN, Priority.ELDER, two_hours_ago, None, None, None) for i in (1, 2)]
    queue = [*waited, Waiting(3, TicketKind.WALK_IN, Priority.ELDER, just_now, None, None, None)]

    said = [told(queue, [], CallingPolicy(), Priority.NONE, read=read) for read in (2, 1)]

    assert said == [2, 3]
    assert ordered(queue, [], CallingPolicy(), Priority.NONE) == 2


def test_counting_everybody_would_be_wrong_where_somebody_is_overtaken() -> None:
    elders = [
        Waiting(i, TicketKind.WALK_IN, Priority.ELDER, NOW - timedelta(minutes=9), None, None, None) for i in (1, 2)
    ]
    ordinary = [
        Waiting(i, TicketKind.WALK_IN, Priority.NONE, NOW - timedelta(minutes=8), None, None, None) for i in (3, 4)
    ]

    ahead = told([*elders, *ordinary], [], CallingPolicy(), Priority.ELDER)

    assert ahead == 3 < len(elders) + len(ordinary)


@given(queues(), lanes, policies)
def test_the_first_in_line_is_always_a_head_of_a_lane_or_booked(
    queue: list[Waiting], recent: list[Lane], policy: CallingPolicy
) -> None:
    walk_ins = [one for one in queue if one.kind is TicketKind.WALK_IN]
    by_age = sorted(walk_ins, key=lambda one: (one.queued_at, one.ticket_id))
    ordinary = [one for one in by_age if one.priority is Priority.NONE][:1]
    urgent = [one for one in by_age if one.priority is not Priority.NONE][:1]
    heads = [one for one in queue if one.kind is TicketKind.BOOKED] + ordinary + urgent

    first = calling_order(queue, recent=recent, policy=policy, now=NOW)[:1]

    assert calling_order(heads, recent=recent, policy=policy, now=NOW)[:1] == first
