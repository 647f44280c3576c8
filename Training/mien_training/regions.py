"""Where the eyes, the mouth, the face and the hair are, from the condition maps."""
import torch
import torch.nn.functional as F


class Regions:
    """Looks condition channels up by name; every method takes maps N x C x H x W and gives N x 1 x H x W.

    Canonical coordinates are compared as fractions of their range, so that it does not matter how
    the maps are centred: 0 is the bottom, the back or the left; 1 the top, the front or the right.
    """

    def __init__(self, data):
        self.channel = data.channel
        low = data.offset.flatten().tolist()
        self.low = low
        self.span = data.full_scale.tolist()

    def of(self, maps, name):
        k = self.channel[name]
        return maps[:, k:k + 1]

    def sum(self, maps, *names):
        return sum(self.of(maps, n) for n in names)

    def fraction(self, maps, name):
        k = self.channel[name]
        return (maps[:, k:k + 1] - self.low[k]) / self.span[k]

    def front(self, maps):
        """The skin of the face's front: not the ears, the scalp or the neck's sides."""
        return self.of(maps, "skin") * (self.fraction(maps, "canonical_z") > 0.6)

    def strands(self, maps):
        return self.sum(maps, "hair", "brow", "beard").clamp(0, 1)

    def weights(self, maps):
        """How much an error counts at a pixel: eyes 7, lips and mouth 5, brows 3, face 2, else 1."""
        reach = 5 if maps.shape[-1] <= 128 else 9
        around = lambda *names: F.avg_pool2d(
            F.pad(self.sum(maps, *names).clamp(0, 1), (reach // 2,) * 4), reach, 1)
        eyes, mouth = around("sclera", "iris"), around("lips", "mouth_cavity", "teeth")
        return 1 + 6 * eyes + 4 * mouth + 2 * self.of(maps, "brow").clamp(0, 1) + self.front(maps)

    def measured(self, target, maps):
        """Masks by name for the measurements, at the output's size."""
        reach = maps.shape[-1] // 51 * 2 + 1                # 11 pixels at 256
        near = lambda m: (F.max_pool2d(m, reach, 1, reach // 2) > 0.3).float()
        matte = target[:, 3:]
        inside = (matte > 0.5).float()
        eyes = near(self.sum(maps, "sclera", "iris"))
        mouth = near(self.sum(maps, "lips", "mouth_cavity", "teeth"))
        skin = (self.of(maps, "skin") > 0.5) * (self.fraction(maps, "canonical_z") > 0.6)
        face = skin * (self.fraction(maps, "canonical_y") > 0.35)
        hair = torch.maximum((self.of(maps, "hair") > 0.5).float(),
                             (self.of(maps, "head") < 0.05) * (self.of(maps, "garment") < 0.05))
        return dict(matte=matte, face=face * (1 - torch.maximum(eyes, mouth)) * inside,
                    eyes=eyes * inside, mouth=mouth * inside,
                    hair=hair * inside * (1 - torch.maximum(eyes, mouth)))
