"""Where joints are in BVH and GLB files: small readers that share nothing with Mien's own."""

import json
import math
import struct


def product(a, b):
    """Of quaternions, x y z w."""
    (ax, ay, az, aw), (bx, by, bz, bw) = a, b
    return (
        aw * bx + ax * bw + ay * bz - az * by, aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw, aw * bw - ax * bx - ay * by - az * bz)


def turned(q, v):
    x, y, z, _ = product(product(q, (*v, 0)), (-q[0], -q[1], -q[2], q[3]))
    return (x, y, z)


def added(a, b):
    return tuple(x + y for x, y in zip(a, b))


class BVH:
    def __init__(self, path):
        words = path.read_text().split()
        self.joints, stack, at = [], [], 0
        while words[at] != "MOTION":
            word = words[at]
            if word in ("ROOT", "JOINT"):
                self.joints.append(
                    {"name": words[at + 1], "parent": next(reversed(stack), None), "channels": []})
                stack.append(len(self.joints) - 1)
                at += 3
            elif word == "End":
                at = words.index("}", at) + 1
            elif word == "OFFSET":
                self.joints[stack[-1]]["offset"] = tuple(map(float, words[at + 1:at + 4]))
                at += 4
            elif word == "CHANNELS":
                count = int(words[at + 1])
                self.joints[stack[-1]]["channels"] = words[at + 2:at + 2 + count]
                at += 2 + count
            else:
                if word == "}":
                    stack.pop()
                at += 1
        assert words[at + 1] == "Frames:" and words[at + 3:at + 5] == ["Frame", "Time:"]
        self.frames, self.frame_time = int(words[at + 2]), float(words[at + 5])
        self.values = list(map(float, words[at + 6:]))
        self.width = sum(len(joint["channels"]) for joint in self.joints)
        assert len(self.values) == self.frames * self.width

    def places(self, frame):
        """Each joint's place by its name, in the file's unit."""
        numbers = iter(self.values[frame * self.width:(frame + 1) * self.width])
        places, turns = [], []
        for joint in self.joints:
            offset, turn = list(joint["offset"]), (0, 0, 0, 1)
            for channel in joint["channels"]:
                value, axis = next(numbers), "XYZ".index(channel[0])
                if channel.endswith("position"):
                    offset[axis] = value
                else:
                    half = math.radians(value) / 2
                    step = [0, 0, 0, math.cos(half)]
                    step[axis] = math.sin(half)
                    turn = product(turn, step)
            parent = joint["parent"]
            if parent is not None:
                offset = added(places[parent], turned(turns[parent], offset))
                turn = product(turns[parent], turn)
            places.append(tuple(offset))
            turns.append(turn)
        return {joint["name"]: place for joint, place in zip(self.joints, places)}


class GLB:
    def __init__(self, path):
        data = path.read_bytes()
        magic, version, length, size, kind = struct.unpack("<4sIII4s", data[:20])
        assert (magic, version, kind) == (b"glTF", 2, b"JSON") and length == len(data)
        self.json = json.loads(data[20:20 + size])
        self.bytes = data[28 + size:]
        self.parents = {
            child: index for index, node in enumerate(self.json["nodes"])
            for child in node.get("children", [])}
        self.animation = self.json["animations"][0]

    def values(self, accessor):
        entry = self.json["accessors"][accessor]
        view = self.json["bufferViews"][entry["bufferView"]]
        width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[entry["type"]]
        assert entry["componentType"] == 5126
        count = entry["count"] * width
        numbers = struct.unpack_from(f"<{count}f", self.bytes, view.get("byteOffset", 0))
        return [numbers[i:i + width] for i in range(0, count, width)]

    def track(self, node, path):
        for channel in self.animation["channels"]:
            if channel["target"] == {"node": node, "path": path}:
                return self.values(self.animation["samplers"][channel["sampler"]]["output"])
        return []

    def places(self, frame):
        """Each joint's place by its name, metres."""
        def pose(index):
            node = self.json["nodes"][index]
            moves, turns = self.track(index, "translation"), self.track(index, "rotation")
            place = moves[min(frame, len(moves) - 1)] if moves else node["translation"]
            turn = turns[min(frame, len(turns) - 1)] if turns else node.get("rotation", (0, 0, 0, 1))
            if index not in self.parents:
                return place, turn
            base, frame_turn = pose(self.parents[index])
            return added(base, turned(frame_turn, place)), product(frame_turn, turn)
        return {
            self.json["nodes"][index]["name"]: pose(index)[0]
            for index in self.json["skins"][0]["joints"]}

    def face_weights(self):
        """A list of the morph targets' weights a frame."""
        for channel in self.animation["channels"]:
            if channel["target"]["path"] == "weights":
                sampler = self.animation["samplers"][channel["sampler"]]
                flat = [value for value, in self.values(sampler["output"])]
                step = len(flat) // len(self.values(sampler["input"]))
                return [flat[i:i + step] for i in range(0, len(flat), step)]
        return []
