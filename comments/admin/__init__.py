from . import bans, consent, desk, privacy_log, rules, terms, units

__all__ = ["bans", "consent", "desk", "privacy_log", "rules", "terms", "units"]
