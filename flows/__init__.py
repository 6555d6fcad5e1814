"""The order of the steps: which runs, when, and with which retries. No arithmetic here."""
