"""What the two trainings of the detector share: the falling rate, a step with its running average, and
the checkpoint that they go on from."""
import math
import os

import torch


def falling(rate, progress, step):
    """The learning rate: 100 steps of warming up, then half a cosine over the training's time."""
    return rate * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * progress)) + 0.01)


def take(net, mean, optimizer, value, rate, step):
    """One step down a loss, and the average of the weights after it."""
    for group in optimizer.param_groups:
        group["lr"] = rate
    optimizer.zero_grad(set_to_none=True)
    value.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 4)
    optimizer.step()
    with torch.no_grad():
        decay = min(0.997, (step + 1) / (step + 20))
        for kept, new in zip(mean.state_dict().values(), net.state_dict().values()):
            kept.lerp_(new, 1 - decay) if kept.is_floating_point() else kept.copy_(new)


def resume(path, net, mean, optimizer):
    """Takes up a checkpoint, where there is one -> steps and seconds so far."""
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    net.load_state_dict(state["net"]), mean.load_state_dict(state["mean"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"], state["spent"]


def save(path, net, mean, optimizer, step, spent):
    """Writes a checkpoint whole or not at all."""
    torch.save({"net": net.state_dict(), "mean": mean.state_dict(), "step": step,
                "optimizer": optimizer.state_dict(), "spent": spent}, f"{path}.tmp")
    os.replace(f"{path}.tmp", path)
