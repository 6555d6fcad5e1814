"""Who would hear: whether an alert of this home would reach anybody, and whom it would not."""

import datetime as dt
from collections.abc import Iterator

import pandas as pd
from pydantic import SecretStr

from thugom.contracts import ContractError, Home, load_policy
from thugom.contracts.channels import channels_file, load_channels
from thugom.contracts.contacts import Contacts, KnownNames, Person, codes_named, load_contacts, unknown_names
from thugom.register import Register, find_units, load_register
from thugom.services.diagnosis import Diagnosis

SUBJECT = "contacts"
_NAMES_SHOWN = 8


def examine_contacts(home: Home, today: dt.date) -> Iterator[Diagnosis]:
    """Yield what is to be known of a home's contacts and channels; one line where all is well.

    Args:
        home: the home; its policy and register are read.
        today: the day on which units are in force or not, unless the home is pinned to another.

    Raises:
        ContractError, RegisterError: policy or register cannot be read.
    """
    try:
        contacts, channels = load_contacts(home), load_channels(home)
    except ContractError as error:
        yield Diagnosis(SUBJECT, well=False, found=str(error), remedy=error.remedy)
        return
    policy = load_policy(home.policy_path)
    register = load_register(
        home.register_dir,
        synthetic=home.synthetic,
        kinds=policy.kind_settlement,
        code_length=policy.place.unit_code_length,
    )
    rules = frozenset(rule.id for rule in policy.alerting.rules)
    if not rules:
        yield _note(
            "The policy has no section `alerts`: no alerts are raised.", "Take it over from the shipped policy."
        )
    found = [
        *_strangers(home, register, rules),
        *_replaced(home, register, home.as_of or today),
        *_unreached(contacts, channels),
    ]
    yield from found
    yield from _unused(contacts, channels)
    yield from _hearing(home, contacts, channels, well=not found)


def _strangers(home: Home, register: Register, rules: frozenset[str]) -> Iterator[Diagnosis]:
    """Yield the names that the contacts alone know."""
    known = KnownNames(
        units=frozenset(register.units["unit_code"]),
        districts=frozenset(register.units["district_code"].dropna()),
        facilities=frozenset(register.facilities["facility_code"]),
        rules=rules,
    )
    for complaint in unknown_names(home, known):
        yield Diagnosis(SUBJECT, well=False, found=str(complaint), remedy="Correct contacts.yml as the message says.")


def _replaced(home: Home, register: Register, day: dt.date) -> Iterator[Diagnosis]:
    """Yield the units that a contact names and that a merger replaced: what concerns their heirs would reach nobody."""
    named = codes_named(home)
    if not named:
        return
    asked = pd.DataFrame({"unit_code": [code for code, _ in named], "on": pd.Timestamp(day)})
    standing = find_units(register, asked)
    for (code, line), name, state, heirs in zip(
        named, standing["unit_name"], standing["unit_standing"], standing["heirs"], strict=True
    ):
        if state == "ended":
            text = f"{home.contacts_path}, line {line}\n  {name} ({code}) has been replaced; its area is now {heirs}"
            yield Diagnosis(SUBJECT, well=False, found=text, remedy="Name the new unit in contacts.yml.")


def _unreached(contacts: Contacts, channels: dict[str, SecretStr]) -> Iterator[Diagnosis]:
    """Yield the channels that lead nowhere, each with whom it was to reach."""
    for name in sorted(contacts.channels):
        whom = _named([person.name for person in contacts.people if name in person.channels])
        whom = whom or _named([sender.name or sender.code for sender in contacts.senders if name in sender.channels])
        if name not in channels:
            remedy = "Set the variable THUGOM_CHANNEL_NAME of the environment, or write the channel into channels.yml."
            yield Diagnosis(
                SUBJECT, well=False, found=f"Channel {name} has no address; to reach: {whom}", remedy=remedy
            )
        elif not _is_address(channels[name]):
            remedy = "Compare its address with docs/alerts.md; thugom alerts test sends a test notice."
            found = f"Channel {name} has an address that cannot be understood; to reach: {whom}"
            yield Diagnosis(SUBJECT, well=False, found=found, remedy=remedy)


def _is_address(address: SecretStr) -> bool:
    """Tell whether notices can be sent to an address."""
    # What speaks to so many services takes a while to import, and only those with channels need it.
    from thugom.alerts.delivery import is_address  # noqa: PLC0415

    return is_address(address)


def _unused(contacts: Contacts, channels: dict[str, SecretStr]) -> Iterator[Diagnosis]:
    """Yield the channels that nobody is reached by, and that no other goes through as far as one sees."""
    unused = sorted(
        name
        for name, address in channels.items()
        if name not in contacts.channels and not _leads_on(address, name, channels)
    )
    if unused:
        yield _note(f"Channels that nobody uses: {_named(unused)}", "Name them in contacts.yml, or remove them.")


def _leads_on(address: SecretStr, name: str, channels: dict[str, SecretStr]) -> bool:
    """Tell whether another channel goes through this one."""
    begins = address.get_secret_value()
    return any(
        other != name and one.get_secret_value().startswith((f"{begins}?to=", f"{begins}&to="))
        for other, one in channels.items()
    )


def _hearing(home: Home, contacts: Contacts, channels: dict[str, SecretStr], *, well: bool) -> Iterator[Diagnosis]:
    """Yield who would hear of an alert; that nobody would."""
    reached = [person for person in contacts.people if _is_reached(person, channels)]
    if not contacts.people:
        remedy = "Write who hears of what into contacts.yml; it holds an example."
        yield _note("Nobody would hear of an alert: contacts.yml names nobody.", remedy)
    elif not reached:
        remedy = f"Write the channels' addresses into {channels_file(home)}."
        yield Diagnosis(SUBJECT, well=False, found="Nobody would hear of an alert: no channel works.", remedy=remedy)
    elif well:
        yield Diagnosis(SUBJECT, well=True, found=_named([person.name for person in reached]))


def _is_reached(person: Person, channels: dict[str, SecretStr]) -> bool:
    """Tell whether one of a person's channels works."""
    return any(name in channels and _is_address(channels[name]) for name in person.channels)


def _note(found: str, remedy: str) -> Diagnosis:
    """Return what is no fault."""
    return Diagnosis(SUBJECT, well=True, found=found, remedy=remedy, is_noteworthy=True)


def _named(names: list[str]) -> str:
    """Return some names, the first of many.

    >>> _named(["a", "b"])
    'a, b'
    """
    shown = ", ".join(names[:_NAMES_SHOWN])
    return f"{shown}, …" if len(names) > _NAMES_SHOWN else shown
