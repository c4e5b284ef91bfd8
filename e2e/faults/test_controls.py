"""Every fault has builds that are wrong, and finds each of them out."""

import pytest

from e2e.faults.catalogue import FAULTS
from e2e.faults.running import control_findings

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]

CONTROLS = [(name, control) for name in FAULTS for control in FAULTS[name].controls]


@pytest.mark.parametrize(("name", "control"), CONTROLS)
async def test_a_wrong_build_is_found_out(name: str, control: str):
    assert await control_findings(name, control)
