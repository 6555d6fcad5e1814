"""Which SFTP servers are who they say: those whose keys this user has accepted, as `ssh` itself keeps them."""

from pathlib import Path

import paramiko


class KnownHosts(paramiko.MissingHostKeyPolicy):  # type: ignore[misc] # paramiko is not annotated
    """Refuses a server whose key does not stand in `~/.ssh/known_hosts`.

    fsspec by itself trusts whoever answers: reports would be read from, and archived at, a stranger's.
    """

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """Let a known server pass.

        Raises:
            paramiko.SSHException: its key is not among those known.
        """
        del client
        known = Path.home() / ".ssh" / "known_hosts"
        keys = paramiko.HostKeys(str(known)) if known.is_file() else paramiko.HostKeys()
        if not keys.check(hostname, key):
            advice = f"compare it with the server's and accept it once with: ssh {hostname}"
            raise paramiko.SSHException(f"the key of {hostname} is not in {known}; {advice}")
