"""Reconstructs held-out people from their renders and reports how many come back as themselves.

    python -m mien_reconstruction.measure --set DIR --mien ../.build/release/mien [--people 37]

A render counts as recovered when the encoder holds the face that was found and the render for one
person: their likeness reaches `same` of its calibration for two single pictures. The landmarks that the
renderer wrote stand for the detector with --landmarks. Prints a line a render, then a summary.
"""
import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from mien_identity.crops import five_points
from mien_training.splits import SPLIT, matches



def held_out(folder, people, most_yaw):
    """The first fitting render of each held-out person."""
    rules = json.loads(SPLIT.read_text())["new_identity"]
    seen = {}
    for line in (Path(folder) / "params.jsonl").read_text().splitlines():
        record = json.loads(line)
        who = record["identity"]
        if who not in seen and any(matches(rule, record) for rule in rules) \
                and abs(record["state"]["view"]["yaw"]) <= most_yaw:
            seen[who] = record
    return [seen[k] for k in sorted(seen)][:people]


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--set", required=True)
    parser.add_argument("--mien", required=True)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--yaw", type=float, default=45)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--landmarks", action="store_true")
    parser.add_argument("--keep", help="a folder for the specs and comparisons")
    options = parser.parse_args(argv)
    records = held_out(options.set, None, options.yaw)[options.first:][:options.people]
    likeness, kept = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(options.keep or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for record in records:
            name = f"person-{record['identity']}"
            picture = folder / f"{name}.png"
            image = Image.open(Path(options.set) / record["file"]).convert("RGBA")
            backdrop = Image.new("RGBA", image.size, (118, 124, 132, 255))
            Image.alpha_composite(backdrop, image).convert("RGB").save(picture)
            command = [options.mien, "reconstruct", str(picture), "-o", str(folder / f"{name}.yaml"),
                       "--compare", str(folder / f"{name}-found.png"), "--rounds",
                       str(options.rounds), "--json", "--force"]
            if options.landmarks:
                points = five_points(record["landmarks"]) * image.width / 256
                command += ["--points", " ".join(f"{x:.2f},{y:.2f}" for x, y in points)]
            run = subprocess.run(command, capture_output=True, text=True)
            if run.returncode not in (0, 1, 2):
                print(json.dumps(dict(person=record["identity"], error=run.stderr.strip())), flush=True)
                likeness.append(-1.0)
                continue
            found = json.loads(run.stdout)
            likeness.append(found["likeness"])
            kept += found["verdict"] == "same"
            print(json.dumps(dict(
                person=record["identity"], likeness=round(found["likeness"], 4), same=found["same"],
                verdict=found["verdict"], drawings=found["drawings"],
                yaw=round(record["state"]["view"]["yaw"], 1))), flush=True)
    count = len(likeness)
    share = kept / count
    z = 1.96                                            # Wilson's interval
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count ** 2)) / (1 + z * z / count)
    print(json.dumps(dict(
        people=count, recovered=kept, share=round(share, 3),
        interval=[round(middle - half, 3), round(middle + half, 3)],
        median=round(float(np.median(likeness)), 4), least=round(min(likeness), 4))))


if __name__ == "__main__":
    main()
