"""What the command line offers around the nightly run."""
