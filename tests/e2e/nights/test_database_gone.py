"""A PostgreSQL that is restarted, or gone for the rest, in the middle of a night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.nights.hamlet import SECOND
from tests.e2e.nights.troubling import is_vietnamese, stage
from tests.postgresql import running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.nights.troubling import Ended, Quiet
    from tests.postgresql import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
WRONG = 2
RESTARTED = "Cơ sở dữ liệu đã khởi động lại hoặc mất kết nối giữa chừng; bước này chưa lưu gì."


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """Give a server of these tests' own: others must not feel it go."""
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="module")
def quiet_there(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quiet]:
    """Give the program and what quiet nights leave, on that server."""
    with stage(tmp_path_factory.mktemp("trouble-on-a-server"), server) as found:
        yield found


@pytest.mark.parametrize("step", [pytest.param("facts", marks=pytest.mark.soak), "merge", "commit"])
def test_a_server_that_was_restarted_ends_the_night_before_it_publishes(
    quiet_there: Quiet, server: Cluster, step: str
) -> None:
    """The step that felt it is tried again, but the lock is gone and others may have published: nothing is kept."""

    def restart() -> None:
        server.stop()
        server.start()

    quiet_there.program.fresh()
    end = quiet_there.program.night(SECOND, befall={step: restart}, environment={"THUGOM_LANG": "vi"})
    _check_message(end, step)
    assert RESTARTED in end.err
    assert quiet_there.program.published()[0] == quiet_there.held.before
    quiet_there.check_trouble(end)
    quiet_there.check_recovery(end)


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("inbox", marks=pytest.mark.soak),
        "facts",
        pytest.param("commit", marks=pytest.mark.soak),
        "snapshot",
    ],
)
def test_a_server_that_is_gone_ends_the_night_and_the_next_one_goes_on(
    quiet_there: Quiet, server: Cluster, step: str
) -> None:
    """With a message that names the server and no password; all old or, after the commit, all new."""
    quiet_there.program.fresh()
    try:
        end = quiet_there.program.night(SECOND, befall={step: server.stop}, environment={"THUGOM_LANG": "vi"})
    finally:
        server.start()
    _check_message(end, step)
    quiet_there.check_trouble(end)
    quiet_there.check_recovery(end)


def _check_message(end: Ended, step: str) -> None:
    """Hold what the person on call reads: where, and what to do."""
    assert end.came_to == (step,)
    assert end.code == WRONG, end.out
    place, _ = end.err.splitlines()[-2:]
    assert place.startswith("postgresql+psycopg://")
    assert ":***@127.0.0.1" in place
    assert is_vietnamese(end.err)
