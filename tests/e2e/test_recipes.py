"""What the page for analysts asks has the answer that it shows: in SQL on both databases, and in pandas."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import SHIPPED
from tests.e2e.published import CHECKOUT, Published
from tests.e2e.recipes import RENEW, Recipe, opening, recipes, renew, shown

if TYPE_CHECKING:
    from pathlib import Path

RECIPES = recipes()
TEN = 10
on_the_shipped_home = pytest.mark.parametrize("demo_home", [SHIPPED], indirect=True, scope="session")


def in_sql(published: Published, recipe: Recipe) -> str:
    """Return what SQLite answers."""
    rows = published.query(recipe.sql)
    return shown(list(rows[0]), [list(row.values()) for row in rows])


@pytest.fixture(scope="module")
def shipped(demo_published: Published) -> Published:
    """Return the shipped demonstration, of which the page tells; renew its answers where that is asked for."""
    if os.environ.get(RENEW) == "1":
        renew(lambda recipe: in_sql(demo_published, recipe))
    return demo_published


def test_the_page_asks_ten_questions_in_both_languages() -> None:
    """Each has SQL, pandas, steps by hand, and its Vietnamese counterpart."""
    vietnamese = (CHECKOUT / "docs" / "vi" / "phan-tich.md").read_text(encoding="utf-8")
    numbers = [f"{number}." for number in range(1, TEN + 1)]
    assert [recipe.title.split()[0] for recipe in RECIPES] == numbers
    assert re.findall(r"^## (\d+\.)", vietnamese, re.MULTILINE) == numbers


@pytest.mark.slow
@on_the_shipped_home
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_sql_gives_the_answer_that_is_shown(recipe: Recipe, shipped: Published) -> None:
    """A stale answer is found here: run once with RENEW_ANSWERS=1, and read what changed."""
    assert recipes()[RECIPES.index(recipe)].answer == in_sql(shipped, recipe)


@pytest.mark.slow
@on_the_shipped_home
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_pandas_gives_the_same_answer(
    recipe: Recipe, shipped: Published, demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines run as they stand on the page, in the home's folder, on the night's Parquet files."""
    assert shipped.path.is_file()
    monkeypatch.chdir(demo_home)
    names: dict[str, Any] = {}
    exec(f"{opening()}\n{recipe.pandas}", names)  # noqa: S102 - our own page
    answer = names["answer"]
    rows = answer.astype(object).itertuples(index=False, name=None)
    assert shown(list(answer.columns), rows) == in_sql(shipped, recipe)
