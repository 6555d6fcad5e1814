"""The database: engine, ledger, facts and publication."""
