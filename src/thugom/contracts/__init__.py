"""What every table, target and source means: ``schemas/`` as frozen dataclasses."""
