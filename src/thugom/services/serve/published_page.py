"""The night's page, served as it lies on the disk: whatever a night puts there is shown from then on."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from thugom.outputs.page.browser_policy import POLICY

PLACE = "/page"


class _Published(StaticFiles):
    """The files of a folder that may not be there yet, with the page's own policy for browsers."""

    async def check_config(self) -> None:
        """Take the folder as it is: before the first night there is none."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; the policy that it carries within itself is sent with it too."""
        response = await super().get_response(path, scope)
        response.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors 'none'"
        return response


def page_routes(folder: Path) -> list[BaseRoute]:
    """Return the routes on which the page in `folder` is read."""

    async def inside(_: Request) -> Response:
        """Lead into the folder: the page's addresses are below it."""
        return RedirectResponse(f"{PLACE}/", status_code=308)

    files = _Published(directory=folder, html=True, check_dir=False)
    return [Route(PLACE, inside), Mount(PLACE, files)]
