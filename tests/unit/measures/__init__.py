"""What counts and how it is computed: figures, intervals, verdicts."""
