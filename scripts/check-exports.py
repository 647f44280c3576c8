"""Reads a folder of `mien export`'s files with Python's own library alone, and holds them against each
other: one motion must be the same in every format."""

import csv
import json
import math
import pathlib
import struct
import sys
import zlib

import motion_files

FRAMES = 8


def near(one, other, tolerance):
    return math.dist(one, other) <= tolerance


def check_face(work):
    with open(work / "walk.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == FRAMES and len(rows[0]) == 63, (len(rows), len(rows[0]))
    assert rows[0]["Timecode"] == "00:00:00:00.000" and rows[0]["BlendShapeCount"] == "61"
    assert max(float(row["MouthSmileLeft"]) for row in rows) > 0.1
    assert all(abs(float(row["HeadYaw"])) < math.pi for row in rows)
    note = json.loads((work / "walk.csv.json").read_text())
    assert note["angleUnit"] == "radians" and note["frameRate"]["numerator"] == 10
    return rows


def check_model(work, rows):
    """The GLB's skeleton moves as the BVH's does, and its face as the CSV's."""
    motion = motion_files.BVH(work / "walk.bvh")
    model = motion_files.GLB(work / "walk.glb")
    assert len(motion.joints) == 55 and motion.frames == FRAMES, (len(motion.joints), motion.frames)
    assert abs(motion.frame_time - 0.1) < 1e-9
    assert len(model.json["skins"][0]["joints"]) == 55
    for frame in range(FRAMES):
        ours, theirs = motion.places(frame), model.places(frame)
        for joint in ["hips", "head", "leftHand", "rightFoot", "leftLittleDistal"]:
            assert near([v / 100 for v in ours[joint]], theirs[joint], 2e-4), (frame, joint)
    walked = model.places(FRAMES - 1)["hips"][2] - model.places(0)["hips"][2]
    assert walked > 0.1, walked
    head, = (mesh for mesh in model.json["meshes"] if mesh["name"] == "Head")
    names = head["extras"]["targetNames"]
    assert len(names) == 52 and {name.lower() for name in names} == {
        name.lower() for name in list(rows[0])[2:54]}
    weights = model.face_weights()
    assert len(weights) == FRAMES
    for row, frame in zip(rows, weights):
        for name, weight in zip(names, frame):
            column = name[0].upper() + name[1:]
            assert abs(float(row[column]) - weight) < 1e-5, (name, row[column], weight)


def pixels(path):
    """A PNG file's rows of RGBA or RGB bytes, and how many bytes a pixel has (PNG specification, 9)."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", path
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, color = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and color in (2, 6), (depth, color)
        packed += body if kind == b"IDAT" else b""
        at += length + 12
    size = {2: 3, 6: 4}[color]
    raw, rows, last = zlib.decompress(packed), [], bytes(width * size)
    for row in range(height):
        start = row * (width * size + 1)
        kind, line = raw[start], bytearray(raw[start + 1:start + 1 + width * size])
        for i in range(len(line)):
            left = line[i - size] if i >= size else 0
            up, corner = last[i], last[i - size] if i >= size else 0
            if kind == 4:
                guess = left + up - corner
                best = min((abs(guess - left), 0, left), (abs(guess - up), 1, up),
                           (abs(guess - corner), 2, corner))[2]
            else:
                best = (0, left, up, (left + up) // 2)[kind]
            line[i] = (line[i] + best) & 255
        rows.append(bytes(line))
        last = rows[-1]
    return rows, size


def check_maps(work):
    folder = work / "maps"
    note = json.loads((folder / "maps.json").read_text())
    assert note["frames"] == FRAMES and note["height"] == 128
    colors = {part["part"]: tuple(part["color"]) for part in note["mask"]}
    files = sorted((folder / "openpose").glob("*_keypoints.json"))
    assert len(files) == FRAMES, files
    for index, file in enumerate(files):
        frame = json.loads(file.read_text())
        person, = frame["people"]
        points = person["pose_keypoints_2d"]
        assert len(points) == 54 and len(person["face_keypoints_2d"]) == 210
        assert len(person["hand_left_keypoints_2d"]) == 63
        body = [points[3 * i:3 * i + 3] for i in range(18)]
        nose, neck, right, left, ankle = (body[i] for i in (0, 1, 2, 5, 10))
        # Before the camera the subject's right is on the left, and the nose is above the neck.
        assert right[0] < neck[0] < left[0] and nose[1] < neck[1] < ankle[1] < frame["canvas_height"]
        # Every map shows the same person in the same place.
        def at(kind, point):
            rows, size = pixels(folder / kind / f"{index:06d}.png")
            assert len(rows) == frame["canvas_height"]
            assert len(rows[0]) == size * frame["canvas_width"]
            column = int(point[0]) * size
            return tuple(rows[int(point[1])][column:column + 3])
        if index % 4 == 0:
            assert at("mask", nose) == colors["face"] and at("mask", neck) != colors["background"]
            assert at("mask", body[8]) in (colors["trousers"], colors["top"])
            assert at("depth", neck)[0] > 20 and at("depth", (1, 1)) == (0, 0, 0)
            assert at("normal", neck)[2] > 150 and at("normal", (1, 1)) == (128, 128, 255)
            assert at("pose", ankle) == (0, 170, 255), at("pose", ankle)


work = pathlib.Path(sys.argv[1])
check_model(work, check_face(work))
check_maps(work)
