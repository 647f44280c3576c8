"""The arithmetic of honest dials, on numbers whose answer is known."""
import numpy as np

from mien_training import dials


def test_a_dial_that_moves_its_own_factor_alone_has_a_clean_matrix():
    r = np.random.default_rng(1)
    swept = {}
    for i, dial in enumerate(dials.DIALS):
        values = np.array(dials.SWEEPS[dial], float)
        people = r.normal(0, 1, (4, 1, len(dials.DIALS))) * np.ones((1, len(values), 1))
        people[:, :, i] += (values - values.mean()) / values.std()
        swept[dial] = people
    follows, matrix = dials.leakage(swept, np.ones(len(dials.DIALS)))
    assert all(v > 0.999 for v in follows.values())
    assert np.allclose(matrix, np.eye(len(matrix)), atol=1e-6)


def test_a_leak_and_a_reversed_dial_are_seen():
    swept = {dial: np.zeros((2, len(v), len(dials.DIALS))) for dial, v in dials.SWEEPS.items()}
    age, skin = dials.DIALS.index("age"), dials.DIALS.index("skin")
    values = np.array(dials.SWEEPS["age"], float)
    swept["age"][:, :, age] = -values
    swept["age"][:, :, skin] = (values - values.mean()) / values.std() * 0.5
    follows, matrix = dials.leakage(swept, np.ones(len(dials.DIALS)))
    assert follows["age"] < -0.999 and abs(matrix[age, skin] - 0.5) < 1e-6


def test_gaze_is_not_read_behind_closed_lids():
    swept = {dial: np.zeros((1, len(v), len(dials.DIALS))) for dial, v in dials.SWEEPS.items()}
    blink, gaze = dials.DIALS.index("blink"), dials.DIALS.index("gaze")
    swept["blink"][0, :, gaze] = np.where(np.array(dials.SWEEPS["blink"]) > 0.5, 9.0, 0.0)
    assert dials.leakage(swept, np.ones(len(dials.DIALS)))[1][blink, gaze] == 0


def test_colours_are_read_where_cheek_and_crown_are():
    pixels = np.zeros((100, 100, 4), np.float32)
    pixels[10:, 20:80, 3] = 1
    pixels[10:30, 20:80, :3] = 0.1
    pixels[30:, 20:80, :3] = 0.6
    points = dict(leftEye=[38, 50], rightEye=[62, 50], nose=[50, 60], leftMouth=[42, 75], rightMouth=[58, 75])
    skin, hair = dials.colours(pixels, points)
    assert abs(skin + np.log(0.61)) < 1e-3 and abs(hair - np.log(0.11)) < 1e-3


def test_unrest_counts_only_what_a_channel_leaves_alone(tmp_path):
    points = dict(leftEye=[38, 40], rightEye=[62, 40], nose=[50, 55], leftMouth=[42, 75], rightMouth=[58, 75])
    frames = [np.full((100, 100, 3), 100, np.uint8) for _ in range(2)]
    frames[1][35:45, 33:43] = 10                  # the eye that blinks
    files = [tmp_path / f"{k}.png" for k in range(2)]
    for file, frame in zip(files, frames):
        dials.Image.fromarray(frame).save(file)
    assert dials.unrest("blink", files, points) == [0]
    assert dials.unrest("smile", files, points)[0] == 0 and dials.unrest("jawOpen", files, points)[0] > 1


def test_a_line_of_mien_read_is_understood():
    line = dict(image="a.png", faces=[dict(points=[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]])])
    points = dials.labelled(line)["faces"][0]["points"]
    assert points["rightEye"] == [3, 4] and points["leftMouth"] == [7, 8]
