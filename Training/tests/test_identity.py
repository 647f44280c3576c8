"""The identity encoder's road from pictures to a weight file, on made-up pictures."""
import json
import shutil

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file

from mien_identity import augment, crops, evaluate, export, labels, losses, protocol, settle, steady, train
from mien_identity.measures import eer, few_of_each, threshold_at
from mien_identity.network import Encoder, run_folded

SPLIT = dict(held_out=[dict(set=3, identity=dict(mod=[2, 0])), dict(set=dict(min=900))],
             settling=[dict(set=3, identity=dict(min=4))])


def landmarks(random):
    """68 points of an upright face in a picture of 256."""
    m = 128 + random.normal(0, 30, (68, 2))
    eyes = np.stack([np.cos(np.arange(6)), np.sin(np.arange(6))], 1) * 5
    m[36:42], m[42:48] = eyes + [102, 118], eyes + [154, 118]
    m[30], m[48], m[54] = [128, 143], [107, 174], [149, 174]
    return m + random.normal(0, 0.5, (68, 2))


def fabricate(folder, people, each, number=3, seed=0):
    random = np.random.default_rng(seed)
    (folder / "images").mkdir(parents=True)
    lines = []
    for k in range(people * each):
        person = k // each
        colour = np.random.default_rng(person).integers(0, 255, 3)
        picture = np.zeros((256, 256, 4), np.uint8)
        picture[40:230, 60:200] = [*colour, 255]
        picture[..., :3] += random.integers(0, 30, (256, 256, 3), np.uint8)
        name = f"images/{k:06d}.png"
        Image.fromarray(picture).save(folder / name, compress_level=1)
        head = dict(ageYears=20.0 + person, sex=0.5, fat=0.0, identity=[0.1] * 100,
                    ancestry=dict(european=1, african=0, eastasian=0, southasian=0))
        look = dict(melanin=0.3, wrinkles=0, freckles=0, beard=dict(style="none"),
                    hair=dict(seed=person))
        state = dict(expression=dict(jawOpen=float(random.random()), mouthSmileLeft=0.3),
                     gazeYaw=float(random.normal(0, 9)), gazePitch=1.0,
                     view=dict(yaw=float(random.uniform(-44, 44)), pitch=1.0, roll=0.0))
        lines.append(json.dumps(dict(file=name, set=number, identity=person, face=dict(
            head=head, look=look), state=state, landmarks=landmarks(random).tolist())))
    (folder / "params.jsonl").write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    at = tmp_path_factory.mktemp("identity")
    torch.set_num_threads(1)
    fabricate(at / "renders", 8, 3)
    fabricate(at / "made", 8, 2, seed=1)
    (at / "split.json").write_text(json.dumps(SPLIT))
    common = ["--run", str(at / "run"), "--split", str(at / "split.json"),
              "--people", "4", "--each", "2", "--sets", str(at / "renders")]
    train.main([*common, "--steps", "2"])
    train.main([*common, f"generated:{at / 'made'}", "--steps", "2"])
    return at


def test_it_goes_on_with_more_pictures(trained):
    starts = [json.loads(l) for l in (trained / "run" / "log.jsonl").read_text().splitlines()
              if l.startswith('{"start"')]
    assert [s["start"] for s in starts] == [0, 2]
    assert starts[0]["train"]["generated"] == 0 and starts[1]["train"]["generated"] == 4
    assert starts[1]["train"]["people"] == 2 and starts[1]["held_out"]["people"] == 4


def test_the_weight_file_computes_what_the_encoder_does(trained):
    path, parity = trained / "e.safetensors", trained / "p.safetensors"
    export.main(["--run", str(trained / "run"), "-o", str(path), "--parity", str(parity)])
    with safe_open(path, "pt") as file:
        about = file.metadata()
        tensors = {k: file.get_tensor(k).float() for k in file.keys()}
    network = json.loads(about["network"])
    assert about["format"] == "mien-convolutional-1"
    assert about["expression_names"].split(",") == labels.BLENDSHAPES
    assert len(about["estimate_names"].split(",")) == labels.HEADS["estimates"]
    fixture = load_file(parity)
    x = (fixture["crop"].permute(2, 0, 1)[None].float() - 127.5) * network["input"]["scale"][0]
    maps = run_folded(network["layers"], tensors, x)
    encoder, _ = export.load_average(trained / "run")
    picture = fixture["crop"].permute(2, 0, 1)[None].float() / 255
    once, whole = encoder(picture), encoder.read(picture)
    for name in network["outputs"]:
        assert torch.allclose(maps[name][0], once[name][0], atol=0.05, rtol=0.02), name
        assert torch.allclose(whole[name][0], fixture[name], atol=0.05, rtol=0.02), name


def test_evaluation_prints_the_table_and_writes_the_calibration(trained, capsys):
    sweep = trained / "sweep"
    fabricate(sweep, 1, 105, number=900)
    card = trained / "card.md"
    card.write_text("# Card\n<!-- measured -->\nformer figures\n<!-- /measured -->\nend\n")
    evaluate.main(["--run", str(trained / "run"), "--split", str(trained / "split.json"),
                   "--sets", str(trained / "renders"), f"generated:{trained / 'made'}",
                   "--sweep", f"generated:{sweep}", "--figure", str(trained / "h.png"),
                   "--card", str(card)])
    text = capsys.readouterr().out
    for row in ("renders, one picture against one", "render against generated", "rank 1", "JPEG"):
        assert row in text
    assert text.strip() in card.read_text() and "former" not in card.read_text()
    calibration = json.loads((trained / "run" / "calibration.json").read_text())
    for bucket in calibration["buckets"]:
        assert bucket["other"] < bucket["same"]
    assert Image.open(trained / "h.png").size[0] > 300


def test_a_crop_brings_the_points_to_the_template():
    random = np.random.default_rng(3)
    angle, scale = 0.3, 1.7
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = crops.TEMPLATE @ turn.T + [30, -12]
    a, b, x, y = crops.similarity(points)
    found = np.stack([a * points[:, 0] - b * points[:, 1] + x, b * points[:, 0] + a * points[:, 1] + y], 1)
    assert np.allclose(found, crops.TEMPLATE)
    assert np.isclose(crops.rotation((a, b, x, y)), np.degrees(angle))
    picture = (random.random((200, 200, 3)) * 255).astype(np.uint8)
    assert np.array_equal(crops.cut(picture, (1.0, 0.0, 0.0, 0.0)), picture[:112, :112])
    picture = np.zeros((224, 224, 3), np.uint8)
    picture[100:104, 60:64] = 255
    half = crops.cut(picture, (0.5, 0.0, 0.0, 0.0))
    assert half[50:52, 30:32].min() == 255 and half.astype(int).sum() == 4 * 3 * 255


def test_an_unchanged_crop_passes_through_the_augmentation():
    random = np.random.default_rng(4)
    cached = (random.random((2, crops.CACHED, crops.CACHED, 4)) * 255).astype(np.uint8)
    cached[..., 3] = 255
    zero = np.zeros(2)
    placed = augment.placed(cached, np.zeros((2, 2)), zero + 1, zero, np.array([False, True]))
    plain = augment.plain(cached)
    assert torch.allclose(placed[0, :3], plain[0], atol=1e-3)
    assert torch.allclose(placed[1, :3], plain[1].flip(2), atol=1e-3)
    right = augment.placed(cached, np.array([[3.0, 0], [0, 0]]), zero + 1, zero, zero > 1)
    assert torch.allclose(right[0, :3, :, 3:], plain[0][:, :, :-3], atol=1e-3)


def test_a_crop_is_turned_the_way_its_label_says():
    cached = np.zeros((2, crops.CACHED, crops.CACHED, 4), np.uint8)
    cached[:, 79:81, 105:115] = 255                                # to the right of the middle
    turned = augment.placed(cached, np.zeros((2, 2)), np.ones(2), np.full(2, 20.0),
                            np.array([False, True]))[:, 0]
    y, x = (float((turned[0].sum(k) * torch.arange(112)).sum() / turned[0].sum()) for k in (1, 0))
    angle = np.degrees(np.arctan2(55.5 - y, x - 55.5))
    assert angle == pytest.approx(20, abs=0.5)                     # counter-clockwise
    assert torch.allclose(turned[1], turned[0].flip(1), atol=1e-3)  # turned, then mirrored


def test_mirrored_labels_are_those_of_the_mirrored_face():
    names = labels.BLENDSHAPES
    expression = np.arange(52, dtype=float)[None].repeat(2, 0)
    out = labels.mirrored(dict(expression=expression, pose=np.ones((2, 3)), gaze=np.ones((2, 2))),
                          np.array([True, False]))
    assert out["expression"][0][names.index("mouthSmileLeft")] == names.index("mouthSmileRight")
    assert out["expression"][0][names.index("jawLeft")] == names.index("jawRight")
    assert out["expression"][0][names.index("jawOpen")] == names.index("jawOpen")
    assert out["pose"].tolist() == [[-1, 1, -1], [1, 1, 1]]


def test_what_cannot_be_seen_is_not_asked_for():
    at = labels.BLENDSHAPES.index
    weights = np.zeros(52)
    weights[[at("jawLeft"), at("jawRight"), at("mouthLeft"), at("mouthSmileLeft")]] = 0.7, 0.5, 0.4, 1
    seen = labels.seen(weights)
    assert seen[at("jawLeft")] == pytest.approx(0.2) and seen[at("jawRight")] == 0
    assert seen[at("mouthLeft")] == pytest.approx(0.4) and seen[at("mouthSmileLeft")] == 1


def test_rates_are_counted_as_they_are_defined():
    genuine, impostor = np.array([0.9, 0.8, 0.3]), np.array([0.5, 0.2, 0.1, 0.0])
    assert eer(genuine, impostor)[0] == pytest.approx((1 / 3 + 1 / 4) / 2)
    assert 0.5 < threshold_at(impostor, 0.1) < 0.5001
    assert threshold_at(impostor, 0.25) < 0.5
    scores = protocol.Scores(np.concatenate([genuine, impostor]),
                             np.array([1, 2, 3, 1, 1, 2, 3]), np.array([1, 2, 3, 2, 3, 3, 1]))
    assert sorted(scores.genuine) == sorted(genuine)
    summary = scores.summary(far=0.25)
    assert summary["tar"] == 1.0 and summary["genuine"]["count"] == 3


def test_settling_shortens_the_directions_in_which_one_person_varies():
    random = np.random.default_rng(5)
    who = np.repeat(np.arange(60), 6)
    person = random.normal(0, 1, (60, 4))[who]
    noise = random.normal(0, 1, (360, 4)) * [3.0, 0.5, 0.5, 0.5]
    e = person + noise
    within, between, mean = settle.scatter(e, who)
    assert np.allclose(np.diag(within), [9, 0.25, 0.25, 0.25], rtol=0.25)
    assert np.allclose(np.diag(between), 1, atol=0.9)
    m = settle.discriminant(within, between, 0.01)
    after = np.sort(np.diag(m.T @ within @ m)) * 5 / 4        # each direction by its share of people
    assert np.allclose(after[1:], 1, atol=0.2) and after[0] < 0.3
    before = eer(*train_pairs(e, who))[0]
    assert eer(*train_pairs((e - mean) @ m, who))[0] < before - 0.1


def train_pairs(e, who):
    from mien_identity.measures import pairs, unit
    return pairs(unit(e), who)


def test_a_settled_layer_is_exported_and_belongs_to_its_step(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained / "run", run)
    settle.main(["--run", str(run), "--split", str(trained / "split.json"),
                 "--sets", str(trained / "renders"), f"generated:{trained / 'made'}"])
    plain, state = export.load_average(run, settle=False)
    encoder, _ = export.load_average(run)
    x = torch.rand(5, 3, 112, 112)
    a, b = plain(x), encoder(x)
    whole = encoder.read(x)
    assert torch.allclose(whole["embedding"], encoder.read(x.flip(3))["embedding"], atol=1e-5)
    assert torch.equal(a["expression"], b["expression"])
    before, after = plain.embed.weight.t(), encoder.embed.weight.t()
    turn = torch.linalg.lstsq(before, after).solution
    assert torch.allclose(before @ turn, after, atol=1e-4)        # what the layer sees stays
    assert not torch.allclose(a["embedding"], b["embedding"], atol=1e-3)
    layer = torch.load(run / "settled.pt")
    layer["step"] += 1
    torch.save(layer, run / "settled.pt")
    with pytest.raises(SystemExit, match="settle again"):
        export.load_average(run)


def test_layers_of_one_step_are_kept_together(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained / "run", run)
    plain, state = export.load_average(run, settle=False)
    weight, bias = torch.full((1, 256), 0.25), torch.tensor([2.0])
    settle.save_layer(run, state["step"] - 1, "embed", plain.embed.weight + 1, plain.embed.bias)
    settle.save_layer(run, state["step"], steady.LAYER, weight, bias)
    encoder, _ = export.load_average(run)
    assert torch.equal(encoder.heads["age"].weight, weight)
    assert torch.equal(encoder.embed.weight, plain.embed.weight)          # that one was of another step
    settle.save_layer(run, state["step"], "embed", plain.embed.weight + 1, plain.embed.bias)
    encoder, _ = export.load_average(run)
    assert torch.equal(encoder.heads["age"].bias, bias)
    assert torch.equal(encoder.embed.weight, plain.embed.weight + 1)


def test_a_reader_goes_by_what_no_dial_turns():
    """Two features tell the age, one of them moves with a dial: the other one is read."""
    random = np.random.default_rng(4)
    age = random.normal(0, 1, 400)
    seen = np.c_[age + random.normal(0, 0.3, 400), age + random.normal(0, 0.3, 400), np.ones(400)]
    turned = steady.off_mean(np.tile([[0, 0, 1], [0, 2.0, 1]], (30, 1)), np.repeat(np.arange(30), 2))
    before = np.array([0.5, 0.5, 0.0])
    after = steady.steadied(before, seen, age, seen[:0:-1], turned, 10.0, 0.01)
    assert np.abs(turned @ before).max() == 0.5 and np.abs(turned @ after).max() < 0.1
    assert np.abs(seen @ after - age).mean() < 0.35


def test_people_are_turned_by_one_dial_at_a_time():
    jobs = steady.people(3, np.random.default_rng(1))
    assert len({name for name, *_ in jobs}) == len(jobs) == 18
    for name, seed, dials in jobs:
        dial = name.split("-")[0]
        same = [d for n, _, d in jobs if n.rsplit("-", 1)[0] == name.rsplit("-", 1)[0]]
        assert seed >= steady.FIRST_SEED and all({**d, dial: 0} == {**dials, dial: 0} for d in same)


def test_an_expression_that_is_always_missed_costs_more_than_one_that_is_rarely_there():
    spread = losses.spreads(np.array([[0.0] * 52, [0.5] * 26 + [0.0] * 26], np.float32))
    assert float(spread[0]) == pytest.approx(0.25) and float(spread[-1]) == pytest.approx(0.07)


def test_half_of_a_batch_is_changed_less():
    random = np.random.default_rng(6)
    cached = np.full((16, crops.CACHED, crops.CACHED, 4), 128, np.uint8)
    cached[..., 3] = 255
    truth = dict(expression=np.zeros((16, 52)), pose=np.zeros((16, 3)), gaze=np.zeros((16, 2)))
    x, out, blur = augment.halves(cached, truth, random, 0.0, 1.0)
    assert x.shape == (16, 3, 112, 112) and len(blur) == 16 and len(out["pose"]) == 16
    assert float((x[:8] - 128 / 255).abs().max()) < 0.01
    assert float((x[8:] - 128 / 255).abs().max()) > 0.05


def test_who_was_swept_is_drawn_more_often(trained, tmp_path):
    folder = tmp_path / "sweep"
    fabricate(folder, 1, 105, number=101)
    trainer = train.Trainer(train.arguments(
        ["--run", str(tmp_path / "run"), "--split", str(trained / "split.json"), "--sets",
         str(trained / "renders"), f"generated:{folder}"]))
    swept = trainer.faces.number[(101, 0)]
    assert trainer.shares.sum() == pytest.approx(1)
    assert trainer.shares[swept] == pytest.approx(0.12)


def test_new_people_begin_where_their_pictures_lie(trained, tmp_path):
    run = tmp_path / "run"
    shutil.copytree(trained / "run", run)
    fabricate(tmp_path / "more", 3, 2, number=101)
    trainer = train.Trainer(train.arguments(
        ["--run", str(run), "--split", str(trained / "split.json"), "--sets",
         str(trained / "renders"), f"generated:{trained / 'made'}", f"generated:{tmp_path / 'more'}"]))
    index = [i for i in trainer.faces.train if trainer.faces.key[i] == (101, 1)]
    e = train.encoded(trainer.average, train.Plain(trainer.faces, index))["embedding"].mean(0)
    row = trainer.classes[trainer.faces.number[(101, 1)]].detach().numpy()
    assert float(e @ row / np.linalg.norm(e) / np.linalg.norm(row)) > 0.999


def test_a_larger_encoder_takes_a_smaller_ones_training_on(trained, tmp_path, monkeypatch):
    common = ["--run", str(tmp_path / "run"), "--split", str(trained / "split.json"), "--people", "4",
              "--each", "2", "--steps", "1", "--sets", str(trained / "renders")]
    monkeypatch.setattr(train, "Encoder", Small)
    train.main(common)
    monkeypatch.undo()
    small, state = export.load_average(tmp_path / "run")
    assert state["sizes"]["finer"] == 0
    trainer = train.Trainer(train.arguments(common))
    assert trainer.encoder.sizes["finer"] > 0 and trainer.fresh == trainer.step == 1
    x = torch.rand(2, 3, 112, 112)
    assert torch.allclose(trainer.average.eval()(x)["expression"], small(x)["expression"], atol=1e-5)
    trainer.loop()
    large, state = export.load_average(tmp_path / "run")
    assert state["fresh"] == 1 and large.finer_hidden.weight.abs().max() > 0


class Small(Encoder):
    def __init__(self, **sizes):
        super().__init__(**dict(sizes, finer=0))


def test_a_sweep_counts_as_others_do_in_the_log():
    who = np.array([3, 1, 3, 3, 1, 2, 3])
    assert few_of_each(who, 2).tolist() == [0, 1, 2, 4, 5]
