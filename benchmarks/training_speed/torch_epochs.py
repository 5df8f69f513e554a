#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seconds per epoch of a shipped experiment's network in PyTorch's own modules, one thread.

    torch_epochs.py EXPERIMENT EPOCHS
"""
import json
import pathlib
import sys
import time

import torch

try:
    import tomllib
except ImportError:  # Python below 3.11
    import tomli as tomllib

WINDOWS, CLASSES = 7415, 6
CHANNELS = {"raw": 6, "gravity_split": 12, "gravity_split_levels": 15}
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Channels(torch.nn.Module):
    """(batch, time, channels) <-> (batch, channels, time)"""

    def forward(self, x):
        return x.transpose(1, 2)


class MeanMaxPool(torch.nn.Module):
    def forward(self, x):
        return torch.cat([x.mean(2), x.amax(2)], 1)


class LstmNetwork(torch.nn.Module):
    def __init__(self, channels, units, dropout):
        super().__init__()
        sizes = [channels] + units
        self.layers = torch.nn.ModuleList(
            torch.nn.LSTM(a, b, batch_first=True) for a, b in zip(sizes, units))
        self.norms = torch.nn.ModuleList(torch.nn.BatchNorm1d(n) for n in units)
        self.dropout = torch.nn.Dropout(dropout)
        self.output = torch.nn.Linear(units[-1], CLASSES)

    def forward(self, x):
        for i, (lstm, norm) in enumerate(zip(self.layers, self.norms)):
            x, _ = lstm(x)
            if i + 1 == len(self.layers):
                x = self.dropout(norm(x[:, -1]))
            else:
                x = self.dropout(norm(x.transpose(1, 2))).transpose(1, 2)
        return self.output(x)


def build(model, channels):
    nn = torch.nn
    kind, dropout = model["architecture"], model.get("dropout", 0.2)
    if kind == "lstm":
        return LstmNetwork(channels, model["units"], dropout)
    layers, size, time_steps = [], channels, 128
    if kind in ("cnn", "compact"):
        layers.append(Channels())
        for filters, kernel, stride in zip(model["filters"], model["kernels"], model["strides"]):
            layers.append(nn.Conv1d(size, filters, kernel, stride))
            time_steps, size = (time_steps - kernel) // stride + 1, filters
            if kind == "cnn":
                layers += [nn.ReLU(), nn.MaxPool1d(2)]
                time_steps //= 2
            else:
                layers += [nn.BatchNorm1d(filters), nn.ReLU(), nn.Dropout(dropout)]
    if kind == "compact":
        layers += [MeanMaxPool(), nn.Dropout(model.get("head_dropout", 0.0))]
        size = 2 * size
    else:
        layers.append(nn.Flatten())
        size *= time_steps
        for units in model["units"]:
            layers += [nn.Linear(size, units), nn.ReLU(), nn.BatchNorm1d(units), nn.Dropout(dropout)]
            size = units
    return nn.Sequential(*layers, nn.Linear(size, CLASSES))


class TorchRun:
    def __init__(self, name):
        experiment = tomllib.loads((ROOT / "experiments" / f"{name}.toml").read_text())
        channels = CHANNELS[experiment["front_end"]["kind"]]
        training = experiment["training"]
        self.batch = training["batch"]
        self.network = build(experiment["model"], channels)
        self.parameters = sum(p.numel() for p in self.network.parameters())
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=training["learning_rate"])
        self.loss = torch.nn.CrossEntropyLoss(label_smoothing=training.get("label_smoothing", 0.0))
        self.x = torch.rand(WINDOWS, 128, channels) * 2 - 1
        self.y = torch.randint(CLASSES, (WINDOWS,))

    def epoch(self):
        start = time.perf_counter()
        for first in range(0, WINDOWS, self.batch):
            loss = self.loss(self.network(self.x[first:first + self.batch]),
                             self.y[first:first + self.batch])
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
        return time.perf_counter() - start


def main():
    torch.set_num_threads(1)
    run = TorchRun(sys.argv[1])
    for _ in range(int(sys.argv[2])):
        print(json.dumps({"seconds": run.epoch(), "parameters": run.parameters, "version": torch.__version__}))


if __name__ == "__main__":
    main()
