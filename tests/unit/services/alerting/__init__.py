"""Tests of what a night raises, sends and announces."""
