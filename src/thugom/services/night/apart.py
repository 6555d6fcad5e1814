"""What a Dask cluster is asked to run. A scheduler loads this, too: nothing here may take long to import."""


def judge_apart(packed: bytes) -> bytes:
    """Judge a partition on a worker; see `partitions.judge_packed`."""
    from thugom.services.night.partitions import judge_packed  # noqa: PLC0415 - takes seconds, see above

    return judge_packed(packed)


def want_apart(expected: str, packed: bytes) -> tuple[str, str]:
    """Return what a worker lacks to judge a partition; see `partitions.want_of`."""
    from thugom.services.night.partitions import want_of  # noqa: PLC0415 - as above

    return want_of(expected, packed)
