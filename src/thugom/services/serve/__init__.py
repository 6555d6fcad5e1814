"""What `thugom serve` offers on this machine: the form that checks a workbook; other pages may join it."""

from thugom.services.serve.listening import PortTakenError, listen, listening_socket
from thugom.services.serve.site import Site, application

__all__ = ["PortTakenError", "Site", "application", "listen", "listening_socket"]
