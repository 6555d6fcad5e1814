"""The cluster that a home's settings name, asked by day what a night would ask it."""

from thugom.contracts import Home
from thugom.services.diagnosis import Diagnosis
from thugom.services.night.cluster import DASK, connected, crew, not_installed, on_one_line, unreachable, workers_of
from thugom.services.night.opening import declared
from thugom.services.night.partitions import Awaited, Partition
from thugom.services.originals import Originals, kept_originals
from thugom.settings import Settings

SUBJECT = "cluster"
_REMEDY = "A night does without it and takes longer. What to set up is in docs/scale.md."


def examine_cluster(home: Home, settings: Settings) -> list[Diagnosis]:
    """Return how many workers can judge, and why the others cannot; nothing where no cluster is named.

    Raises:
        the errors of `thugom.services.night.errors`: what the home declares is not in order.
    """
    where = settings.task_runner or ""
    if not where.startswith(DASK):
        return []
    # Any original will do: the question is whether its folder is seen.
    kept = kept_originals(Originals.of(home, settings).folder)[:1]
    sample = Partition(declared(home), [Awaited(path.name.partition(".")[0], path.name, "") for path in kept], 0)
    try:
        with connected(where) as client:
            there = len(workers_of(client))
            cluster, notices = crew(client, where, sample)
    except ImportError:
        return [Diagnosis(SUBJECT, well=False, found=not_installed(), remedy=_REMEDY)]
    except Exception as error:  # noqa: BLE001 - whatever it is, the night can do without
        found = unreachable(where, on_one_line(error))
        return [Diagnosis(SUBJECT, well=False, found=found, remedy=_REMEDY)]
    counted = f"{len(cluster.able)} of {there} workers can judge"
    return [Diagnosis(SUBJECT, well=not notices, found="\n".join([counted, *notices]), remedy=_REMEDY)]
