"""Alerting: what a night raises, how it is sent, and the desk at which people take it on."""
