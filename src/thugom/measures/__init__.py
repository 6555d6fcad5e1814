"""Pure functions, frame in and frame out: the methodology as code."""
