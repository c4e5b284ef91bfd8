import pytest
from django.core.management import CommandError, call_command


def test_each_depth_has_a_line_of_its_own(capsys):
    call_command("perft", "classic", "3")
    assert capsys.readouterr().out == "1 9\n2 72\n3 504\n"


def test_an_unknown_variant_is_told_with_those_there_are():
    with pytest.raises(CommandError, match=r"no variant 'chess'; choose: classic, "):
        call_command("perft", "chess", "3")


@pytest.mark.parametrize("depth", ["0", "x", "2.5", "", "1000", "9" * 5000, "²"])
def test_a_depth_that_is_no_small_number_is_refused(depth):
    with pytest.raises(CommandError, match="from 1 to 999"):
        call_command("perft", "classic", depth)
