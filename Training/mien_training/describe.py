"""Counts what training sets hold: the tables of the dataset card, as Markdown.

    python -m mien_training.describe SET [SET ...]

A set is a folder with `params.jsonl`; lines whose picture is missing are not counted.
"""
import argparse
import json
from collections import Counter
from pathlib import Path

AGES = ((0, 14), (14, 30), (30, 45), (45, 65), (65, 100))
SKINS = ((0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
TURNS = ((0, 15), (15, 30), (30, 46))


def read(folder):
    """The records of a set whose pictures are there."""
    folder = Path(folder)
    with open(folder / "params.jsonl") as file:
        lines = [json.loads(line) for line in file if line.endswith("\n")]
    return [r for r in lines if (folder / r["file"]).exists()]


def band(value, bands):
    """Which of the bands (from, below) a value lies in, as text."""
    for low, high in bands:
        if value < high:
            return f"{low:g} to {high:g}" if high < bands[-1][1] else f"{low:g} and over"
    return f"{bands[-1][0]:g} and over"


def low(name):
    """The lower end of a band's text."""
    return float(name.split()[0])


def people(records):
    """One record a person."""
    return list({(r["set"], r["identity"]): r for r in records}.values())


def lids(weights):
    closed = max(weights.get("eyeBlinkLeft", 0), weights.get("eyeBlinkRight", 0))
    return "closed" if closed > 0.75 else "half closed" if closed > 0.25 else "open"


def mouth(weights):
    jaw = weights.get("jawOpen", 0)
    return "wide open" if jaw > 0.35 else "open" if jaw > 0.1 else "closed"


def light(rig):
    if rig["keyPower"] < 0.6:
        return "from behind"
    return "with a strong edge" if rig["rimPower"] > 0.8 else "from the front and the side"


def tables(records):
    """{title: Counter} of the people, then of the pictures."""
    heads = people(records)
    ancestry = lambda shares: max(shares, key=shares.get)
    by_person = {
        "age, years": Counter(band(r["face"]["head"]["ageYears"], AGES) for r in heads),
        "presentation": Counter("male" if r["face"]["head"]["sex"] > 0.5 else "female" for r in heads),
        "largest ancestry": Counter(ancestry(r["face"]["head"]["ancestry"]) for r in heads),
        "skin, 0 light to 1 dark": Counter(band(r["face"]["look"]["melanin"], SKINS) for r in heads),
        "hair": Counter(r["face"]["look"]["hair"]["style"] for r in heads),
        "beard": Counter(r["face"]["look"]["beard"]["style"] for r in heads),
    }
    states = [r["state"] for r in records]
    by_picture = {
        "turn of the head, degrees": Counter(band(abs(s["view"]["yaw"]), TURNS) for s in states),
        "lids": Counter(lids(s["expression"]) for s in states),
        "mouth": Counter(mouth(s["expression"]) for s in states),
        "glance aside, degrees": Counter(band(abs(s["gazeYaw"]), TURNS) for s in states),
        "light": Counter(light(s["light"]) for s in states),
    }
    return by_person, by_picture


def printed(records):
    """The card's tables."""
    by_person, by_picture = tables(records)
    out = [f"{len(records)} pictures of {len(people(records))} people.", ""]
    for heading, group in (("people", by_person), ("pictures", by_picture)):
        out += [f"| {heading} by | share in percent |", "|---|---|"]
        for title, counter in group.items():
            total = sum(counter.values())
            banded = "," in title
            names = sorted(counter, key=low) if banded else [name for name, _ in counter.most_common()]
            shares = ", ".join(f"{name} {100 * counter[name] / total:.0f}" for name in names)
            out.append(f"| {title} | {shares} |")
        out.append("")
    return "\n".join(out)


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("sets", nargs="+")
    o = p.parse_args(argv)
    print(printed([r for folder in o.sets for r in read(folder)]))


if __name__ == "__main__":
    main()
