"""The face detector's training, on made-up people, in a few seconds."""
import json

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from mien_detector import export, train
from mien_detector.network import Detector, folded, normalized
from mien_detector.scenes import People, SceneMaker, five_points, mirrored, outline


def landmarks():
    """68 points about where a face has them."""
    points = np.zeros((68, 2))
    points[0:17] = [(64 + 7.5 * k, 110 + 95 * np.sin(np.pi * k / 16)) for k in range(17)]
    points[17:27] = [(75 + 11 * k, 92) for k in range(10)]
    points[27:36] = [(125, 110 + 5 * k) for k in range(9)]
    points[36:42] = [(95 + 4 * (k % 3), 112) for k in range(6)]
    points[42:48] = [(150 + 4 * (k % 3), 112) for k in range(6)]
    points[48:68] = [(102 + 4 * (k % 10), 172) for k in range(20)]
    points[54] = (142, 172)
    return points


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "images").mkdir()
    lines = []
    for k in range(4):
        image = Image.new("RGBA", (256, 256), (0, 0, 0, 0))
        draw = ImageDraw.Draw(image)
        draw.ellipse([60, 60, 190, 210], fill=(200 - 20 * k, 150, 120, 255))
        for x in (99, 154):
            draw.ellipse([x - 8, 106, x + 8, 118], fill=(20, 20, 30, 255))
        draw.rectangle([80, 205, 170, 256], fill=(60, 60, 160, 255))
        image.save(tmp_path / "images" / f"{k}.png")
        lines.append({"file": f"images/{k}.png", "set": 2, "identity": 2000 if k == 3 else k,
                      "landmarks": landmarks().tolist()})
    (tmp_path / "params.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return tmp_path


def test_people_held_out_are_not_trained_on(folder):
    assert len(People([folder])) == 3
    assert len(People([folder], held_out=True)) == 1


def test_the_same_seed_draws_the_same_scene(folder):
    def draw():
        return SceneMaker(People([folder])).draw(np.random.default_rng(3), faces=2)
    (a, faces), (b, others) = draw(), draw()
    assert (a == b).all() and len(faces) == len(others)
    assert all((x["points"] == y["points"]).all() for x, y in zip(faces, others))


def test_a_scenes_points_lie_within_its_boxes_and_mirror(folder):
    maker = SceneMaker(People([folder]))
    random = np.random.default_rng(5)
    seen = 0
    for _ in range(20):
        scene = maker.draw(random)
        again = mirrored(mirrored(scene))
        assert (again[0] == scene[0]).all()
        for face, other in zip(scene[1], mirrored(scene)[1]):
            low, high = face["box"][:2], face["box"][2:]
            assert (face["points"] > low).all() and (face["points"] < high).all()
            assert np.allclose(other["points"][1], [128 - face["points"][0][0],
                                                    face["points"][0][1]])
            seen += 1
    assert seen > 10


def test_folded_norms_compute_what_the_network_computes():
    torch.manual_seed(2)
    net = Detector().train()
    pictures = torch.randint(0, 256, (4, 64, 96, 3), dtype=torch.uint8)
    for _ in range(3):
        net(normalized(pictures))
    net.eval()
    layers, tensors = folded(net)
    maps = {"input": normalized(pictures)}
    for layer in layers:
        x = maps[layer["from"]]
        if layer["op"] == "upsample":
            x = torch.nn.functional.interpolate(x, scale_factor=2)
        else:
            name = layer["name"]
            x = torch.nn.functional.conv2d(x, tensors[f"{name}.weight"].float(),
                                           tensors[f"{name}.bias"].float(), layer["stride"],
                                           layer["kernel"] // 2)
        x = x + maps[layer["add"]] if "add" in layer else x
        if layer.get("activation") == "leaky":
            x = torch.nn.functional.leaky_relu(x, 0.1)
        maps[layer["name"]] = x
    with torch.no_grad():
        wanted = net(normalized(pictures))
    assert (maps["faces"] - wanted).abs().max() < 0.05 * wanted.abs().max()


def test_training_saves_and_goes_on_where_it_stopped(folder, tmp_path):
    run = tmp_path / "run"
    arguments = ["--sets", str(folder), "--run", str(run), "--batch", "4", "--size", "64",
                 "--check-every", "0"]
    train.main(arguments + ["--steps", "2"])
    assert torch.load(run / "checkpoint.pt", weights_only=True)["step"] == 2
    train.main(arguments + ["--steps", "5"])
    state = torch.load(run / "checkpoint.pt", weights_only=True)
    assert state["step"] == 5 and state["spent"] > 0
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log] == [1, 2, 3, 4, 5] and "recall" in log[-1]
    assert all(np.isfinite(line["found"]) for line in log)
    net = Detector()
    net.load_state_dict(state["mean"])
    export.export(net, run / "detector.safetensors")
    assert (run / "detector.safetensors").stat().st_size < 1.5e6


def test_points_and_outline_follow_the_landmarks():
    points = five_points(landmarks())
    assert points[0][0] < points[1][0] and points[3][0] < points[4][0]
    assert outline(landmarks())[:, 1].min() < landmarks()[:, 1].min()
