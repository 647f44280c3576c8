"""Faster 3x3 convolutions for training on a CPU; elsewhere torch's own.

`modulated` and `added` are what the generator needs of them, in one pass over the memory. Where there
is a C compiler, the processor does AVX2 and the sizes fit, `winograd.c` computes them and their
gradients; torch's gradient of the weights in particular runs at a tenth of that speed for few channels.
Both are differentiable once.
"""
import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
import torch.nn.functional as F

SOURCE = Path(__file__).with_name("winograd.c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=fast", "-fno-math-errno", "-shared", "-fPIC")


def build():
    """The compiled library, from the user's cache when it is there; None without a compiler or AVX2."""
    compiler = shutil.which(os.environ.get("CC", "cc"))
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    if platform.machine() not in ("x86_64", "AMD64") or not compiler or "avx2" not in flags:
        return None
    model = next((l for l in flags.splitlines() if l.startswith("model name")), "")
    key = hashlib.sha256("\n".join([SOURCE.read_text(), compiler, *FLAGS, model]).encode())
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "mien-training"
    library = cache / f"winograd-{key.hexdigest()[:16]}.so"
    if not library.exists():
        cache.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(suffix=".so", dir=cache)
        os.close(handle)
        subprocess.run([compiler, *FLAGS, str(SOURCE), "-o", temporary], check=True)
        os.replace(temporary, library)
    return ctypes.CDLL(str(library))


class Library:
    """The library, loaded once, and the threads that share its work by pictures of the batch."""

    def __init__(self):
        self.c, self.tried, self.pool = None, False, None
        self.rooms = {}

    def load(self):
        if not self.tried:
            self.tried, self.c = True, build()
        return self.c

    def room(self, thread, floats):
        room = self.rooms.get(thread)
        if room is None or room.numel() < floats:
            room = self.rooms[thread] = torch.empty(floats)
        return room

    def shares(self, n):
        """The batch cut into as many runs of pictures as there are threads."""
        parts = max(1, min(torch.get_num_threads(), n))
        cuts = [round(k * n / parts) for k in range(parts + 1)]
        return list(zip(cuts, cuts[1:]))

    def each(self, work, n):
        shares = self.shares(n)
        if len(shares) == 1:
            return [work(0, 0, n)]
        if self.pool is None or self.pool._max_workers < len(shares):
            self.pool = ThreadPoolExecutor(len(shares))
        jobs = [self.pool.submit(work, k, a, b) for k, (a, b) in enumerate(shares)]
        return [j.result() for j in jobs]


LIBRARY = Library()
CACHE_FLOATS = 160_000                          # of transformed tiles in work at a time: 640 KB


def available():
    return LIBRARY.load() is not None


def pointer(t, first=0):
    """The address of picture `first` of a dense tensor (or null)."""
    if t is None:
        return None
    return ctypes.c_void_p(t.data_ptr() + 4 * first * (t.numel() // len(t)))


def block_size(c, o):
    return max(24, min(96, CACHE_FLOATS // (36 * (c + o)) // 6 * 6))


def channels_last(t):
    return t.contiguous(memory_format=torch.channels_last)


def convolve(x, taps, s=None, scale=None, bias=None, plus=None, other=None, slope=1.0):
    """x (N, C, H, W) channels-last, times s (N, C), with taps (3, 3, C, O); then times scale (N, O),
    plus bias (O), plus `plus`, leaky. With `other`, also the sums (N, O) of convolution times other."""
    n, c, h, w = x.shape
    o = taps.shape[3]
    u = torch.empty(36 * c * o)
    LIBRARY.c.winograd_weights(pointer(taps), c, o, pointer(u))
    y = torch.empty(n, o, h, w, memory_format=torch.channels_last)
    dots = torch.zeros(n, o) if other is not None else None
    block = block_size(c, o)

    def work(thread, first, last):
        room = LIBRARY.room(thread, 36 * block * (c + o))
        LIBRARY.c.winograd_convolve(
            pointer(x, first), pointer(s, first), pointer(u), pointer(y, first),
            pointer(scale, first), pointer(bias), pointer(plus, first), pointer(other, first),
            pointer(dots, first), ctypes.c_float(slope), last - first, h, w, c, o, block,
            pointer(room))
    LIBRARY.each(work, n)
    return y, dots


def weight_gradient(x, g, s=None):
    """The gradient of the taps, (3, 3, C, O)."""
    n, c, h, w = x.shape
    o = g.shape[1]
    block = block_size(c, o)

    def work(thread, first, last):
        out = torch.empty(3, 3, c, o)
        room = LIBRARY.room(thread, 36 * (block * (c + o) + c * o))
        LIBRARY.c.winograd_gradient(pointer(x, first), pointer(s, first), pointer(g, first),
                                    pointer(out), last - first, h, w, c, o, block, pointer(room))
        return out
    return sum(LIBRARY.each(work, n))


def activation_gradient(g, y, scale, slope):
    """The gradient before scale and activation, and the sums of `activation_gradient` in C."""
    n, o, h, w = y.shape
    out = torch.empty_like(y)

    def work(_, first, last):
        sums = torch.empty(2, last - first, o)
        LIBRARY.c.activation_gradient(
            pointer(g, first), pointer(y, first), pointer(scale, first), pointer(out, first),
            pointer(sums), ctypes.c_float(slope), last - first, ctypes.c_size_t(h * w), o)
        return sums
    return out, torch.cat(LIBRARY.each(work, n), 1)


def backward_taps(weight):
    return weight.flip(2, 3).permute(2, 3, 0, 1).contiguous()


class Modulated(torch.autograd.Function):
    @staticmethod
    def forward(context, x, weight, s, scale, bias, slope):
        x, s, scale = channels_last(x), s.contiguous(), scale.contiguous()
        taps = weight.permute(2, 3, 1, 0).contiguous()
        y, _ = convolve(x, taps, s, scale, bias, slope=slope)
        context.save_for_backward(x, weight, s, scale, bias, y)
        context.slope = slope
        return y

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, g):
        x, weight, s, scale, bias, y = context.saved_tensors
        g, sums = activation_gradient(channels_last(g), y, scale, context.slope)
        dx, ds = convolve(g, backward_taps(weight), scale=s, other=x)
        dw = weight_gradient(x, g, s).permute(3, 2, 0, 1)
        return dx, dw, ds, (sums[1] - bias * sums[0]) / scale, sums[0].sum(0), None


class Added(torch.autograd.Function):
    @staticmethod
    def forward(context, x, weight, bias, plus):
        x = channels_last(x)
        context.save_for_backward(x, weight)
        return convolve(x, weight.permute(2, 3, 1, 0).contiguous(), bias=bias,
                        plus=channels_last(plus))[0]

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, g):
        x, weight = context.saved_tensors
        g = channels_last(g)
        dx = convolve(g, backward_taps(weight))[0] if context.needs_input_grad[0] else None
        flat = g.permute(0, 2, 3, 1).reshape(-1, g.shape[1])
        db = torch.mv(flat.t(), flat.new_ones(len(flat)))
        return dx, weight_gradient(x, g).permute(3, 2, 0, 1), db, g


def fits(x, weight):
    o, c = weight.shape[:2]
    return (x.device.type == "cpu" and x.dtype == torch.float32 and c % 16 == 0 and o % 16 == 0
            and x.shape[2] % 4 == 0 and x.shape[3] % 4 == 0 and available())


def modulated(x, weight, s, scale, bias, slope=0.2):
    """leaky(conv3x3(x * s) * scale + bias), with s (N, C), scale > 0 (N, O) and bias (O)."""
    if fits(x, weight):
        return Modulated.apply(x, weight, s, scale, bias, slope)
    y = F.conv2d(x * s[:, :, None, None], weight, padding=1)
    return F.leaky_relu(torch.addcmul(bias[None, :, None, None], y, scale[:, :, None, None]), slope)


def added(x, weight, bias, plus):
    """conv3x3(x) + bias + plus."""
    if fits(x, weight):
        return Added.apply(x, weight, bias, plus)
    return F.conv2d(x, weight, bias, padding=1) + plus


def keep_memory():
    """Asks the C library (glibc) not to hand large blocks back to the system after every step: the
    kernel clearing them anew costs as much as the arithmetic on them."""
    if platform.libc_ver()[0] == "glibc":
        c = ctypes.CDLL(None)
        c.mallopt(-3, 2 ** 31 - 1)              # M_MMAP_THRESHOLD
        c.mallopt(-1, 2 ** 31 - 1)              # M_TRIM_THRESHOLD
