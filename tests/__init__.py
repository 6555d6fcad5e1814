"""The tests of thugom: each states one behaviour in its docstring."""
