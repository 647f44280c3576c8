"""Who is held out: the rules of the files in `splits/`."""
from pathlib import Path

SPLITS = Path(__file__).resolve().parent.parent / "splits"
SPLIT = SPLITS / "held-out.json"


def matches(rule, record):
    """Whether a record satisfies all fields of a split rule (see splits/held-out.json)."""
    for field, want in rule.items():
        value = record[field]
        if isinstance(want, dict):
            if "min" in want and value < want["min"]:
                return False
            if "mod" in want and value % want["mod"][0] != want["mod"][1]:
                return False
        elif value != want:
            return False
    return True
