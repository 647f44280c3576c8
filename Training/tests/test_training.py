"""The whole road on eight made-up pictures, and the promises that the parts make to each other."""
import json
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors import safe_open

from mien_training import blend, evaluate, export, landmarks, train, winograd
from mien_training.fabricate import fabricate
from mien_training.losses import Texture
from mien_training.maps import FaceData
from mien_training.measures import ms_ssim
from mien_training.network import SHADING, Generator, window_corner, window_side

FIXTURES = Path(__file__).resolve().parents[2] / "Fixtures" / "weights"
torch.set_num_threads(1)


@pytest.fixture(scope="module")
def maps(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps")
    fabricate(folder, count=8, size=64)
    return folder


def toy(data):
    torch.manual_seed(0)
    return Generator(data.condition_names, data.appearance_names, resolution=data.size).start_from_shading()


def test_train_resume_export_and_evaluate(maps, tmp_path, capsys):
    run, weights = tmp_path / "run", tmp_path / "face.safetensors"
    command = ["--maps", str(maps), "--run", str(run), "--hours", "1"]
    train.main([*command, "--size", "32", "--steps", "3"])
    with pytest.raises(SystemExit, match="--resume"):
        train.main([*command, "--size", "32", "--steps", "3"])
    train.main([*command, "--size", "64", "--steps", "3", "--resume",
                "--gan-from", "4", "--gan-alone", "1"])
    state = torch.load(run / "checkpoint.pt", weights_only=False)
    assert state["step"] == 6 and state["stage_steps"] == {"32": 3, "64": 3}
    assert state["gan_step"] == 2
    assert (run / "sheet-0000006.png").exists()
    assert any("new_identity" in json.loads(l) for l in open(run / "log.jsonl"))

    export.main(["--run", str(run), "-o", str(weights)])
    with safe_open(weights, "pt") as file:
        data, metadata = FaceData([maps]), file.metadata()
        assert json.loads(metadata["condition_names"]) == data.condition_names
        assert json.loads(metadata["architecture"])["resolution"] == 64
        assert json.loads(metadata["trained_images"]) == len(data.train)
        assert {"start", "mapping.2.bias", "blocks.0.a.style.weight", "blocks.3.c1.weight",
                "blocks.3.rgba.bias", "base.weight"} <= set(file.keys())
        for name, value in state["average"].items():
            assert torch.allclose(file.get_tensor(name).float(), value, atol=1e-3, rtol=1e-3)

    landmarks.main(["--maps", str(maps), "-o", str(tmp_path / "l.pt"), "--steps", "2"])
    evaluate.main(["--maps", str(maps), "--run", str(run), "--landmarks", str(tmp_path / "l.pt"),
                   "--previous", str(weights), "--seeds", str(run)])
    rows = json.loads((run / "evaluation.json").read_text())["new_identity"]["rows"]
    assert set(rows) == {"network", "run", "previous", "mean", "nearest", "first shading", "renders"}
    assert rows["previous"]["matte"] == pytest.approx(rows["network"]["matte"], abs=0.02)
    assert all(np.isfinite(v) for row in rows.values() for v in row.values())


def test_a_blend_lies_between_and_trains_on(maps, tmp_path):
    run, before = tmp_path / "run", tmp_path / "before.pt"
    command = ["--maps", str(maps), "--run", str(run), "--hours", "1", "--size", "32"]
    train.main([*command, "--steps", "2"])
    (run / "checkpoint.pt").rename(before)
    train.main([*command, "--steps", "3"])
    after = torch.load(run / "checkpoint.pt", weights_only=False)["average"]["start"]
    blend.main([str(before), str(run / "checkpoint.pt"), "--shares", "0.75", "0.25", "-o", str(run / "checkpoint.pt")])
    first = torch.load(before, weights_only=False)["average"]["start"]
    between = torch.load(run / "checkpoint.pt", weights_only=False)["average"]["start"]
    assert not torch.equal(first, after)
    assert torch.allclose(between, first + 0.25 * (after - first), atol=1e-6)
    train.main([*command, "--resume", "--steps", "1"])
    assert torch.load(run / "checkpoint.pt", weights_only=False)["step"] == 4


def test_training_goes_on_from_exported_weights(maps, tmp_path):
    first, second, weights = tmp_path / "first", tmp_path / "second", tmp_path / "face.safetensors"
    command = ["--maps", str(maps), "--hours", "1", "--size", "32"]
    train.main([*command, "--run", str(first), "--steps", "3"])
    export.main(["--run", str(first), "-o", str(weights)])
    train.main([*command, "--run", str(second), "--steps", "2", "--from", str(weights), "--rate", "0"])
    before, after = (torch.load(run / "checkpoint.pt", weights_only=False) for run in (first, second))
    assert (after["step"], after["pictures_seen"]) == (5, before["pictures_seen"] + 8)
    assert after["origin"]["steps"] == 3
    for name, value in before["average"].items():
        assert torch.allclose(after["generator"][name], value, atol=1e-3, rtol=1e-3)
    export.main(["--run", str(second), "-o", str(weights)])
    assert export.load_weights(weights)[1]["origin"]["images_seen"] == before["pictures_seen"]


def test_a_window_is_a_part_of_the_whole_picture(maps):
    data = FaceData([maps])
    size, g, index = data.size, toy(data), [0, 3, 5]
    _, full, appearance = data.batch(index)
    half = torch.nn.functional.avg_pool2d(full, 2)
    whole = g(full, appearance)
    for wanted in (0, 1, 7, 13, 20, 31, 32):
        low, good = window_corner(wanted, size)
        side = window_side(size)
        window = full[:, :, 2 * low:2 * low + side, 2 * low:2 * low + side]
        coarse, fine = g.windows(half, window, appearance, None, [(low, low)] * 3)
        at = 2 * low + good
        assert abs(at - wanted) <= 6
        assert torch.allclose(fine[:, :, good:good + size // 2, good:good + size // 2],
                              whole[:, :, at:at + size // 2, at:at + size // 2], atol=1e-5)
    assert torch.allclose(coarse, g(half, appearance), atol=1e-6)


def test_a_mirrored_batch_turns_pictures_maps_and_signs(maps):
    data = FaceData([maps])
    plain, turned = data.batch([2]), data.batch([2], mirror=[True])
    x, skin = data.channel["normal_x"], data.channel["skin"]
    assert torch.equal(turned[0], plain[0].flip(-1))
    assert torch.allclose(turned[1][:, x], -plain[1][:, x].flip(-1), atol=1e-6)
    assert torch.equal(turned[1][:, skin], plain[1][:, skin].flip(-1))
    assert np.array_equal(turned[2][0], data.appearance[2, 1])
    window = data.conditions([2], [True], data.size, window=[(8, 4, 20)])
    assert torch.equal(window, turned[1][:, :, 8:28, 4:24])


def test_held_out_people_are_never_trained_on(maps):
    data = FaceData([maps])
    assert data.new_identity
    assert all(data.records[i]["set"] == 2 and data.records[i]["identity"] >= 2000
               for i in data.new_identity)
    assert not {data.person(i) for i in data.new_identity} & {data.person(i) for i in data.train}


def test_grown_folders_keep_their_cache_and_add_to_it(tmp_path):
    fabricate(tmp_path, count=4, size=32)
    before = np.array(FaceData([tmp_path]).folders[0].images)
    fabricate(tmp_path, count=6, size=32)
    folder = FaceData([tmp_path]).folders[0]
    assert folder.images.shape[0] == 6 and folder.half.shape[0] == 6
    assert np.array_equal(folder.images[:4], before)


def test_texture_prefers_texture_in_another_place_to_none():
    texture = Texture()
    grey, wave = torch.full((1, 4, 64, 64), 0.5), torch.arange(64) * (2 * np.pi / 4)
    stripes = grey + 0.3 * torch.sin(wave)
    moved = grey + 0.3 * torch.sin(wave + 2)
    across = stripes.transpose(2, 3)
    assert texture(moved, stripes) < 0.1 * texture(grey, stripes)
    assert texture(across, stripes) > texture(grey, stripes)


def test_the_grain_of_few_samples_is_not_learnt():
    texture, everywhere, grainy = Texture(), torch.ones(1, 1, 64, 64), torch.zeros(1)
    smooth = torch.full((1, 4, 64, 64), 0.5)
    stripes = lambda wavelength: smooth + 0.2 * torch.sin(torch.arange(64) * (2 * np.pi / wavelength))
    share = lambda real: texture(smooth, real, everywhere, grainy) / texture(smooth, real, everywhere)
    assert share(stripes(3)) < 0.35
    assert share(stripes(10)) > 0.65


def test_single_hairs_are_asked_for_where_there_are_strands_alone():
    texture, everywhere = Texture(), torch.ones(1, 1, 64, 64)
    grey = torch.full((1, 4, 64, 64), 0.5)
    hairs = grey + 0.3 * torch.sin(torch.arange(64) * (2 * np.pi / 2.6))
    bald, hairy = texture(grey, hairs), texture(grey, hairs, everywhere)
    assert hairy > 3 * bald
    assert texture(hairs, hairs, everywhere) == 0


def test_structural_similarity_minds_structure_more_than_brightness():
    torch.manual_seed(1)
    real = F.interpolate(torch.rand(2, 4, 48, 48), scale_factor=4, mode="bilinear")
    real[:, 3] = 1
    brighter, blurred = real.clone(), real.clone()
    brighter[:, :3] += 0.05
    blurred[:, :3] = F.avg_pool2d(real[:, :3], 9, 1, 4)
    same, bright, blur = (ms_ssim(p, real) for p in (real, brighter, blurred))
    assert torch.allclose(same, torch.ones(2), atol=1e-5)
    assert (bright > 0.97).all() and (blur < bright - 0.05).all()


def test_the_network_starts_at_the_first_shading(maps):
    data = FaceData([maps])
    _, conditions, appearance = data.batch([0])
    made = toy(data)(conditions, appearance)
    first = conditions[:, [data.channel[n] for n in SHADING]]
    assert (made - first).abs().mean() < 0.4


def test_winograd_is_the_modulated_convolution_and_its_gradients():
    if not winograd.available():
        pytest.skip("no compiler or no AVX2: torch's convolution is used")
    torch.manual_seed(0)
    leaky = torch.nn.functional.leaky_relu

    def modulated(x, w, s, d, b, _):
        y = torch.nn.functional.conv2d(x * s[:, :, None, None], w, padding=1)
        return leaky(y * d[:, :, None, None] + b[:, None, None], 0.2)

    def added(x, w, s, d, b, plus):
        return torch.nn.functional.conv2d(x, w, b, padding=1) + plus

    for c, o, h in ((16, 48, 20), (32, 16, 4), (48, 96, 8)):
        inputs = [torch.randn(3, c, h, h + 4), torch.randn(o, c, 3, 3) / (9 * c) ** 0.5,
                  torch.rand(3, c) * 2 - 0.5, torch.rand(3, o) + 0.5, torch.randn(o),
                  torch.randn(3, o, h, h + 4)]
        g = torch.randn(3, o, h, h + 4)
        for ours, torchs in ((lambda x, w, s, d, b, p: winograd.modulated(x, w, s, d, b), modulated),
                             (lambda x, w, s, d, b, p: winograd.added(x, w, b, p), added)):
            got = [t.clone().requires_grad_() for t in inputs]
            want = [t.double().requires_grad_() for t in inputs]
            made, true = ours(*got), torchs(*want)
            made.backward(g)
            true.backward(g.double())
            pairs = [(made, true)] + [(a.grad, b.grad) for a, b in zip(got, want)]
            for a, b in pairs:
                assert (a is None) == (b is None)
                assert b is None or (a - b).abs().max() < 1e-4 * b.abs().max()


@pytest.mark.parametrize("threads", [1, 2])
def test_the_network_is_the_same_with_and_without_winograd(maps, threads, monkeypatch):
    data = FaceData([maps])
    g = toy(data)
    _, conditions, appearance = data.batch([0, 1, 2])
    torch.set_num_threads(threads)
    try:
        ours = g(conditions, appearance)
        monkeypatch.setattr(winograd, "available", lambda: False)
        assert torch.allclose(ours, g(conditions, appearance), atol=1e-4)
    finally:
        torch.set_num_threads(1)


@pytest.mark.parametrize("name", ["toy-32", "toy-64"])
def test_the_network_is_the_one_that_the_engine_is_tested_with(name):
    with safe_open(FIXTURES / f"{name}.safetensors", "pt") as file:
        metadata = {k: json.loads(v) for k, v in file.metadata().items() if k != "format"}
        weights = {k: file.get_tensor(k).float() for k in file.keys()}
    sizes = metadata["architecture"]
    g = Generator(metadata["condition_names"], metadata["appearance_names"], sizes["latent_size"],
                  sizes["w_size"], sizes["embed_size"], sizes["resolution"], sizes["channels"])
    g.load_state_dict(weights)
    assert g.sizes == sizes
    with safe_open(FIXTURES / f"{name}-activations.safetensors", "pt") as file:
        got = {k: file.get_tensor(k).float() for k in ("conditions", "appearance", "latent", "picture")}
    made = g(got["conditions"][None], got["appearance"][None], got["latent"][None])
    assert torch.allclose(made[0].permute(1, 2, 0), got["picture"], atol=2e-3, rtol=1e-3)


def test_mirroring_landmarks_twice_changes_nothing():
    assert np.array_equal(landmarks.MIRROR[landmarks.MIRROR], np.arange(68))
