"""What one installation sets from its environment: the settings, prefix ``THUGOM_``."""
