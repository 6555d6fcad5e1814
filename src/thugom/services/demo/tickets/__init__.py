"""Weighbridge tickets of the demonstration: its treatment in truck loads, with the dirt of real scales."""
