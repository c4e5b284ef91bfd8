"""A report in figures: the row of a table, and whether it is within its limits."""

from e2e.faults.checker import Verdict
from e2e.faults.report import Report, percentile, table


def test_what_verdicts_found_adds_up():
    report = Report("kill", rounds=2)
    for verdict in (Verdict(10, 1, findings=["gone"]), Verdict(5, findings=["odd"])):
        report.add(verdict)
    assert report.row() == ("kill", "2", "15", "1", "0", "0", "1", "")


def test_times_over_their_limit_are_told():
    report = Report("kill", limits={"back": 3, "equal": 3})
    report.times["back"] += [0.5, 1.0, 4.0]
    report.times["equal"] += [2.0]
    report.times["nothing"] += []
    *_, times = report.row()
    assert times == (
        "back 1.00 / 4.00 / 4.00 s (**OVER** 3); equal 2.00 / 2.00 / 2.00 s (within 3)"
    )


def test_a_table_has_a_row_for_each():
    assert table([Report("kill"), Report("soak")]).count("\n") == 3


def test_a_percentile_is_a_time_that_was_measured():
    times = [float(number) for number in range(1, 101)]
    assert percentile(times, 0.5) == 51.0
    assert percentile(times, 0.99) == 100.0
    assert percentile([7.0], 0.99) == 7.0
