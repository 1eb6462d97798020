"""The judge on a graphics card: training.judge.train's loop, with all pairs on the card."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from training.fit.budget import Budget
from training.fit.ema import float_state, WeightAverage
from training.fit.json_log import JsonLog
from training.fit.options import HAS_HALF
from training.fit.rates import cosine_rate
from training.judge.augment import augment
from training.judge.state import JudgeState, LEARNING_RATE, new_state, set_learning_rate

_LOG_EVERY_STEPS = 200


def train_judge_on(
    pictures: np.ndarray, masks: np.ndarray, budget: Budget, batch: int, device: str, log: JsonLog
) -> JudgeState:
    """A judge trained from nothing on pictures u8 [N, 128, 128, 3] and masks u8 [N, 128, 128]; comes back on the CPU."""
    state = new_state(0, {"trained_on": "world, some of it spoiled"})
    state.network.to(device)
    state.average = WeightAverage(float_state(state.network))
    data, labels = torch.from_numpy(pictures).to(device), torch.from_numpy(masks).to(device)
    random = torch.Generator(device).manual_seed(0)
    state.network.train()
    while not budget.spent:
        chosen = torch.randint(len(data), (batch,), generator=random, device=device)
        x = data[chosen].permute(0, 3, 1, 2).float() / 127.5 - 1
        x, truth = augment(x, labels[chosen].long(), random)
        set_learning_rate(state.optimizer, cosine_rate(LEARNING_RATE, state.step, budget.progress))
        with torch.autocast(device, torch.bfloat16, enabled=HAS_HALF):
            scores = state.network(x.contiguous(memory_format=torch.channels_last))
        loss = F.cross_entropy(scores.float(), truth)
        state.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        state.optimizer.step()
        state.step += 1
        state.pictures_seen += batch
        budget.done_steps += 1
        state.average.update(state.step)
        if state.step % _LOG_EVERY_STEPS == 0:
            log.write("judge_step", step=state.step, pictures_seen=state.pictures_seen, loss=loss.item(),
                      progress=round(budget.progress, 4))
    state.network.to("cpu")
    state.average.averages = [tensor.cpu() for tensor in state.average.averages]
    return state
