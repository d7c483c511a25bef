"""Times the networks of benchmarks/gpu.sh in PyTorch, random weights, float32 and float16, channels-last.

Arguments: network:size, as in srvgg-64x32:512. Prints tab-separated lines: "torch", network, size, type, milliseconds of
the network alone (its input is on the device, its result stays there), device; and "peak", what, TFLOP/s or GB/s of a
product of large matrices and of a copy, for the floors.
"""

import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def conv(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 3, padding=1)


class Srvgg(nn.Module):
    def __init__(self, features, convs, scale=4):
        super().__init__()
        layers = [conv(3, features), nn.PReLU(features)]
        for _ in range(convs):
            layers += [conv(features, features), nn.PReLU(features)]
        self.body = nn.Sequential(*layers, conv(features, 3 * scale * scale), nn.PixelShuffle(scale))
        self.scale = scale

    def forward(self, x):
        return self.body(x) + F.interpolate(x, scale_factor=self.scale, mode="nearest")


class Dense(nn.Module):
    def __init__(self, features, growth):
        super().__init__()
        self.convs = nn.ModuleList(conv(features + i * growth, growth if i < 4 else features) for i in range(5))

    def forward(self, x):
        seen = [x]
        for layer in self.convs[:-1]:
            seen.append(F.leaky_relu(layer(torch.cat(seen, 1)), 0.2, inplace=True))
        return x + 0.2 * self.convs[-1](torch.cat(seen, 1))


class Rrdb(nn.Module):
    def __init__(self, blocks, features=64, growth=32):
        super().__init__()
        self.first = conv(3, features)
        self.blocks = nn.ModuleList(nn.Sequential(*(Dense(features, growth) for _ in range(3))) for _ in range(blocks))
        self.after, self.up1, self.up2, self.high = (conv(features, features) for _ in range(4))
        self.last = conv(features, 3)

    def forward(self, x):
        first = y = self.first(x)
        for block in self.blocks:
            y = y + 0.2 * block(y)
        y = first + self.after(y)
        for up in (self.up1, self.up2):
            y = F.leaky_relu(up(F.interpolate(y, scale_factor=2, mode="nearest")), 0.2)
        return self.last(F.leaky_relu(self.high(y), 0.2))


class SwinBlock(nn.Module):
    def __init__(self, features, heads, window, shift):
        super().__init__()
        self.heads, self.window, self.shift = heads, window, shift
        self.norm1, self.norm2 = nn.LayerNorm(features), nn.LayerNorm(features)
        self.qkv, self.proj = nn.Linear(features, 3 * features), nn.Linear(features, features)
        self.mlp = nn.Sequential(nn.Linear(features, 2 * features), nn.GELU(), nn.Linear(2 * features, features))
        self.bias = nn.Parameter(torch.randn(1, heads, window**2, window**2))

    def mask(self, height, width, like):
        """-100 between pixels that were no neighbours before the image was rolled."""
        label = torch.zeros(height, width, device=like.device)
        cuts = (slice(0, -self.window), slice(-self.window, -self.shift), slice(-self.shift, None))
        for i, rows in enumerate(cuts):
            for j, columns in enumerate(cuts):
                label[rows, columns] = 3 * i + j
        w = self.window
        label = label.view(height // w, w, width // w, w).permute(0, 2, 1, 3).reshape(-1, 1, w * w)
        return (label != label.transpose(1, 2)).to(like.dtype)[:, None] * -100

    def forward(self, x):  # (1, height, width, features)
        _, height, width, features = x.shape
        w = self.window
        y = self.norm1(x)
        if self.shift:
            y = torch.roll(y, (-self.shift, -self.shift), (1, 2))
        y = y.view(height // w, w, width // w, w, features).transpose(1, 2).reshape(-1, w * w, features)
        q, k, v = self.qkv(y).view(-1, w * w, 3, self.heads, features // self.heads).permute(2, 0, 3, 1, 4)
        bias = self.bias + self.mask(height, width, x) if self.shift else self.bias
        y = F.scaled_dot_product_attention(q, k, v, bias.to(q.dtype).expand(q.shape[0], -1, -1, -1))
        y = self.proj(y.transpose(1, 2).reshape(-1, w * w, features))
        y = y.view(height // w, width // w, w, w, features).transpose(1, 2).reshape(1, height, width, features)
        if self.shift:
            y = torch.roll(y, (self.shift, self.shift), (1, 2))
        x = x + y
        return x + self.mlp(self.norm2(x))


class SwinIr(nn.Module):
    def __init__(self, features=180, stages=6, scale=4, heads=6, window=8):
        super().__init__()
        self.first, self.after = conv(3, features), conv(features, features)
        self.embed, self.norm = nn.LayerNorm(features), nn.LayerNorm(features)
        self.stages = nn.ModuleList(
            nn.Sequential(*(SwinBlock(features, heads, window, window // 2 * (i % 2)) for i in range(6)))
            for _ in range(stages)
        )
        self.convs = nn.ModuleList(conv(features, features) for _ in range(stages))
        tail = [conv(features, 64), nn.LeakyReLU()]
        for _ in range(int(math.log2(scale))):
            tail += [conv(64, 256), nn.PixelShuffle(2)]
        self.tail = nn.Sequential(*tail, conv(64, 3))

    def forward(self, x):
        first = self.first(x)
        y = self.embed(first.permute(0, 2, 3, 1))
        for stage, layer in zip(self.stages, self.convs):
            y = y + layer(stage(y).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        return self.tail(first + self.after(self.norm(y).permute(0, 3, 1, 2)))


def network(name):
    parts = name.replace("x", "-").split("-")
    if parts[0] == "srvgg":
        return Srvgg(int(parts[1]), int(parts[2]))
    if parts[0] == "rrdb":
        return Rrdb(int(parts[1]))
    if name == "swinir-m-x4":
        return SwinIr()
    raise SystemExit(f"no network '{name}'; there are srvgg-FxN, rrdb-N and swinir-m-x4")


def milliseconds(device, work, seconds=4, least=5):
    """The median of the rounds of some seconds, after three that warm up."""

    def once():
        start = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize()
        return 1e3 * (time.perf_counter() - start)

    for _ in range(3):
        once()
    rounds, end = [], time.perf_counter() + seconds
    while len(rounds) < least or time.perf_counter() < end:
        rounds.append(once())
    return sorted(rounds)[len(rounds) // 2]


def peaks(device):
    side = 8192 if device.type == "cuda" else 1024
    for dtype in (torch.float32, torch.float16):
        a, b = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
        print("peak", str(dtype)[6:], 2 * side**3 / milliseconds(device, lambda: a @ b, 2) / 1e9, sep="\t", flush=True)
    a = torch.empty(1 << (28 if device.type == "cuda" else 24), device=device)
    b = torch.empty_like(a)
    print("peak", "bandwidth", 2 * 4 * a.numel() / milliseconds(device, lambda: b.copy_(a), 2) / 1e6, sep="\t")


@torch.inference_mode()
def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    name = torch.cuda.get_device_name() if device.type == "cuda" else "the CPU"
    # float32 means float32: no TF32
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    for case in sys.argv[1:]:
        which, size = case.split(":")
        for dtype in (torch.float32, torch.float16):
            net = network(which).eval().to(device, dtype, memory_format=torch.channels_last)
            image = torch.rand(1, 3, int(size), int(size), device=device, dtype=dtype)
            image = image.to(memory_format=torch.channels_last)
            try:
                took = milliseconds(device, lambda: net(image))
            except RuntimeError as e:
                print(f"{case} in {dtype}: {e}", file=sys.stderr)
                continue
            print("torch", which, size, str(dtype)[6:], f"{took:.3f}", f"{name}, PyTorch {torch.__version__}", sep="\t", flush=True)
    peaks(device)


main()
