"""Measures the detector in the product's own code, on whole pictures of held-out people.

    python -m mien_detector.evaluate frames --sets data/sets/2 -o frames
    swift run -c release --package-path Benchmarks FaceReadingBenchmark frames/*.ppm > found.jsonl
    python -m mien_detector.evaluate table frames found.jsonl

`frames` writes scenes of several sizes with their truth; a third have no face. `--photos` adds pictures
from files, which must show no face.
"""
import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

from .scenes import People, SceneMaker
from .train import iou

SIZES = [(640, 360), (1280, 720), (512, 512), (720, 1280)]


def frames(a):
    people = People(a.sets, held_out=not a.trained)
    a.output.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(2024)
    truth = []
    for k in range(a.count):
        size = SIZES[k % len(SIZES)]
        maker = SceneMaker(people, size, 24, min(300, 0.8 * min(size)))
        picture, faces = maker.draw(random, faces=0 if k % 3 == 2 else int(random.integers(1, 5)))
        path = a.output / f"{k:04}.ppm"
        Image.fromarray(picture).save(path)
        truth.append({"picture": path.name, "faces": [
            {"box": f["box"].tolist(), "points": f["points"].tolist(), "seen": f["seen"]}
            for f in faces]})
    for k, photo in enumerate(a.photos):
        with Image.open(photo) as file:
            image = file.convert("RGB")
        image.thumbnail((2048, 2048))
        path = a.output / f"photo-{k:03}.ppm"
        image.save(path)
        truth.append({"picture": path.name, "faces": [], "photo": str(photo)})
    (a.output / "truth.json").write_text(json.dumps(truth))


def interval(hits, count):
    """Wilson's 95 % interval of a share."""
    if not count:
        return 0.0, 1.0
    z, p = 1.96, hits / count
    middle = (p + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return middle - half, middle + half


def table(a):
    truth = {t["picture"]: t for t in json.loads((a.frames / "truth.json").read_text())}
    found = {}
    for line in a.found.read_text().splitlines():
        entry = json.loads(line)
        found[Path(entry["picture"]).name] = entry["faces"]
    bins = [(24, 48), (48, 96), (96, 192), (192, 400)]
    hits, counts, errors = ({b: [] for b in bins} for _ in range(3))
    right = wrong = empty = empty_wrong = photos = photos_wrong = 0
    for name, picture in truth.items():
        if name not in found:
            continue
        faces = [f for f in found[name] if f["score"] >= a.threshold]
        boxes = [np.array([x, y, x + w, y + h]) for x, y, w, h in (f["box"] for f in faces)]
        used = set()
        for face in picture["faces"]:
            box = np.array(face["box"])
            side = np.sqrt(np.prod(box[2:] - box[:2]))
            certain = face["seen"] > 0.85 and side >= 24
            match = [k for k in range(len(faces)) if k not in used and iou(boxes[k], box) > 0.4]
            best = max(match, key=lambda k: faces[k]["score"], default=None)
            if best is not None:
                used.add(best)
                right += 1
            if not certain:
                continue
            size = next((b for b in bins if b[0] <= side < b[1]), None)
            if size is None:
                continue
            counts[size].append(1)
            hits[size].append(best is not None)
            if best is not None:
                wanted = np.array(face["points"])
                apart = np.linalg.norm(wanted[0] - wanted[1])
                errors[size].append(np.linalg.norm(
                    np.array(faces[best]["points"]) - wanted, axis=1).mean() / apart)
        surplus = len(faces) - len(used)
        wrong += surplus
        if picture.get("photo"):
            photos, photos_wrong = photos + 1, photos_wrong + surplus
        elif not picture["faces"]:
            empty, empty_wrong = empty + 1, empty_wrong + surplus
    print("| face in pixels | faces | recall | 95 % | point error, median | 90th percentile |")
    print("|---|---|---|---|---|---|")
    for size in bins + [None]:
        h = sum((hits[b] for b in bins), []) if size is None else hits[size]
        e = sum((errors[b] for b in bins), []) if size is None else errors[size]
        low, high = interval(sum(h), len(h))
        name = "all" if size is None else f"{size[0]} to {size[1]}"
        median, tenth = (np.percentile(e, [50, 90]) * 100) if e else (np.nan, np.nan)
        print(f"| {name} | {len(h)} | {sum(h) / max(len(h), 1):.3f} | {low:.3f} to {high:.3f} | "
              f"{median:.1f}% | {tenth:.1f}% |")
    low, high = interval(right, right + wrong)
    print(f"\nPrecision {right / max(right + wrong, 1):.3f} ({low:.3f} to {high:.3f}); false alarms in "
          f"{empty} empty pictures: {empty_wrong}; in {photos} photographs without faces: "
          f"{photos_wrong}. Threshold {a.threshold}; point error in % of the inter-ocular distance.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    make = commands.add_parser("frames")
    make.add_argument("--sets", nargs="+", required=True)
    make.add_argument("--count", type=int, default=240)
    make.add_argument("--photos", nargs="*", default=[])
    make.add_argument("--trained", action="store_true", help="the people that were trained on")
    make.add_argument("-o", "--output", type=Path, required=True)
    make.set_defaults(run=frames)
    show = commands.add_parser("table")
    show.add_argument("frames", type=Path)
    show.add_argument("found", type=Path)
    show.add_argument("--threshold", type=float, default=0.5)
    show.set_defaults(run=table)
    a = parser.parse_args()
    a.run(a)


if __name__ == "__main__":
    main()
