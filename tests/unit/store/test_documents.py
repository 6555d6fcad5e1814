"""What earlier figures rested on."""

import pytest
from sqlalchemy import Engine, delete, update

from thugom.contracts import load_contracts
from thugom.store import StoreError, load_documents, load_publications, open_engine, prepare, writing
from thugom.store.journal import append_entry
from thugom.store.ledger import DOCUMENT, keep_documents


@pytest.fixture
def store(database: str) -> Engine:
    """Return a store in which one publication rests on two documents."""
    engine = open_engine(database)
    prepare(engine, load_contracts())
    with writing(engine) as connection:
        documents = [("register", "register/unit.csv", b"units"), ("policy", "policy.yml", b"targets")]
        keep_documents(connection, "p1", documents)
    return engine


def _publish(store: Engine, name: str, published_at: str, run_id: str) -> None:
    """Enter a publication in the journal."""
    same = {"as_of": "2026-11-16", "figures_hash": "h", "table_hashes": "{}", "code_version": "0", "synthetic": False}
    versions = dict.fromkeys(("rules_version", "policy_version", "register_version"), "v")
    entry = {"publication_id": name, "published_at": published_at, "run_id": run_id, **same, **versions}
    with writing(store) as connection:
        append_entry(connection, "publication", entry)


def test_publications_come_in_the_order_of_their_nights(store: Engine) -> None:
    """Of two nights in one second the name of the run says which came first."""
    _publish(store, "a", "2026-11-02T18:30:00Z", "run 3")
    _publish(store, "b", "2026-11-02T18:30:00Z", "run 2")
    _publish(store, "c", "2026-11-01T18:30:00Z", "run 9")
    assert [row["publication_id"] for row in load_publications(store)] == ["c", "b", "a"]


def test_the_documents_of_a_publication_come_back_byte_by_byte(store: Engine) -> None:
    """What a figure rested on can be laid out again as it was."""
    assert load_documents(store, "p1") == [
        ("policy", "policy.yml", b"targets"),
        ("register", "register/unit.csv", b"units"),
    ]


def test_a_publication_without_documents_is_no_ground_to_compute_on(store: Engine) -> None:
    """Figures of a policy that nobody kept would be figures of another policy."""
    with pytest.raises(StoreError, match=r"publication p2\n  The documents .* are missing"):
        load_documents(store, "p2")


@pytest.mark.parametrize("damage", [delete(DOCUMENT), update(DOCUMENT).values(bytes=b"other targets")])
def test_a_document_that_is_gone_or_was_changed_is_named(store: Engine, damage: object) -> None:
    """Its bytes are held against the hash under which they were kept."""
    with writing(store) as connection:
        connection.execute(damage)  # type: ignore[call-overload]
    with pytest.raises(StoreError, match=r"The document .* is missing or damaged"):
        load_documents(store, "p1")
