"""Tests of the flows and of the stack they run on."""
