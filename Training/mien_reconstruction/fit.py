"""Fits how the identity encoder answers to the parameters of a face: what `mien reconstruct` steps by.

    python -m mien_reconstruction.fit --sets DIR generated:DIR ... --cache RUN/cache \\
        --encoder ../Sources/FaceGeneration/Resources/identity-encoder.safetensors \\
        -o ../Sources/CharacterSynthesis/Resources/face-response.safetensors

Two ridge regressions over people who are not held out: `response`, by how much the unit embedding
moves when a parameter grows by one standard deviation, and `inverse`, the parameters (in standard
deviations) that an embedding lets one expect. Parameters are named as in specs, in specs' units.
The file names the encoder by the digest of its weight file: with another one it is refused.
"""
import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import save_file

from mien_identity.crops import Faces
from mien_identity.measures import Plain, unit
from mien_identity.network import both_ways, run_folded
from mien_identity.train import SPLIT

MODES = 100
DIALS = ["age", "sex", "fullness", "squareness", "skin", "redness", "freckles", "wrinkles",
         "brows.thickness", "makeup", "hair.hairline", "beard.shadow"]
ANCESTRIES = ["european", "african", "eastasian", "southasian"]
NAMES = [*DIALS, *(f"ancestry.{a}" for a in ANCESTRIES), *(f"identity.{k}" for k in range(MODES))]
STYLES = ("bald receding buzz crop fringe sidepart swept curly afro bob bobfringe shoulder long "
          "longfringe longwavy bun ponytail").split()
BEARDS = "none stubble beard goatee moustache longbeard".split()


def parameters(face):
    head, look = face["head"], face["look"]
    hair = look["hair"]
    fat = head["fat"]
    dials = [head["ageYears"], head["sex"], fat if fat < 0 else fat / 1.4, head["square"] / 2.4,
             look["melanin"], look["hemoglobin"] / 1.2, look["freckles"] / 1.2, look["wrinkles"],
             (look["browThickness"] - 0.6) / 1.1, look["makeup"], (hair["recession"] + 0.6) / 1.35,
             look["beard"]["shadow"] / 0.7]
    modes = (list(head["identity"]) + [0.0] * MODES)[:MODES]
    return np.array([*dials, *(head["ancestry"][a] for a in ANCESTRIES), *modes])


def circumstances(record):
    """What also moves an embedding, so that it is not taken for the parameters' doing."""
    look, view = record["face"]["look"], record["state"]["view"]
    hair, beard = look["hair"], look["beard"]
    light = record["state"]["light"]
    yaw, pitch = view["yaw"] / 30, view["pitch"] / 15
    return np.array([
        *(float(hair["style"] == s) for s in STYLES), *(float(beard["style"] == s) for s in BEARDS),
        *(np.cbrt(hair["color"])), *(np.cbrt(look["irisColor"])), hair["grey"],
        yaw, abs(yaw), yaw * yaw, pitch, pitch * pitch, light["exposure"],
        record["state"]["expression"].get("jawOpen", 0.0),
        record["state"]["expression"].get("mouthSmileLeft", 0.0)])


@torch.no_grad()
def embeddings(path, pictures, batch=32):
    """The unit embeddings of pictures by an encoder's weight file, computed as the product does."""
    with safe_open(path, "pt") as file:
        layers = json.loads(file.metadata()["network"])["layers"]
        tensors = {k: file.get_tensor(k).float() for k in file.keys()}
    out = []
    for k in range(0, pictures.count, batch):
        x = pictures(k, min(k + batch, pictures.count))
        out.append(both_ways(lambda y: run_folded(layers, tensors, y), 2 * x - 1)["embedding"].numpy())
    return unit(np.concatenate(out)).astype(np.float64)


def ridge(x, y, weight):
    """The coefficients [inputs, outputs] of centred data."""
    a = x.T @ x + weight * len(x) * np.eye(x.shape[1])
    return np.linalg.solve(a, x.T @ y)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sets", nargs="+", required=True)
    parser.add_argument("--cache", required=True, help="where crops are kept as arrays")
    parser.add_argument("--encoder", required=True, help="the encoder's weight file")
    parser.add_argument("--each", type=int, default=4, help="pictures of a person, at most")
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    faces = Faces(options.sets, options.cache, SPLIT)
    seen, index = {}, []
    for place, key in enumerate(faces.key):
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= options.each:
            index.append(place)
    index = np.array(index)
    records = [faces.sets[k].records[n] for k, n in (faces.place[i] for i in index)]
    embedding = embeddings(options.encoder, Plain(faces, index))
    p = np.stack([parameters(r["face"]) for r in records])
    c = np.concatenate(
        [np.stack([circumstances(r) for r in records]), faces.domain[index][:, None]], 1)
    train = np.flatnonzero(~np.isin(index, faces.held_out))
    held = np.flatnonzero(np.isin(index, faces.held_out))
    mean, deviation = p[train].mean(0), np.maximum(p[train].std(0), 1e-3)
    z = (p - mean) / deviation
    c = (c - c[train].mean(0)) / np.maximum(c[train].std(0), 1e-3)
    middle = embedding[train].mean(0)
    e = embedding - middle

    x = np.concatenate([z, c], 1)
    response = ridge(x[train], e[train], 0.02)
    inverse = ridge(e[train], z[train], 1e-3)

    def explained(y, guess):
        return 1 - ((y - guess) ** 2).sum(0) / ((y - y.mean(0)) ** 2).sum(0)

    report = dict(
        pictures=len(train), held_out=len(held),
        response=float(1 - ((e[held] - x[held] @ response) ** 2).sum() / (e[held] ** 2).sum()),
        inverse={n: round(float(v), 3) for n, v in zip(NAMES, explained(z[held], e[held] @ inverse))})
    print(json.dumps(report))
    digest = hashlib.sha256(Path(options.encoder).read_bytes()).hexdigest()
    half = lambda a: np.ascontiguousarray(a, np.float32)
    save_file(
        dict(mean=half(mean), deviation=half(deviation), middle=half(middle),
             response=half(response[:len(NAMES)].T), inverse=half(inverse.T)),
        options.output,
        metadata=dict(format="mien-face-response-1", encoder=digest, parameters=",".join(NAMES)))


if __name__ == "__main__":
    main()
