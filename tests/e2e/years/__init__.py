"""A year of nights: what arrives at random, what fails at random, and what must be left of it all."""
