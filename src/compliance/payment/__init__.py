"""Payment liability of one stay, reckoned from findings and the grounds that a guideline states."""

from compliance.payment.judge import EpisodeVerdict, Judge
from compliance.payment.verdict import GroundVerdict, LiabilityStatus, LiabilityVerdict, Met, Period

__all__ = ["EpisodeVerdict", "GroundVerdict", "Judge", "LiabilityStatus", "LiabilityVerdict", "Met", "Period"]
