"""Weights and a signal from formulas; the same ones as in libs/mimi/src/formula-weights.ts and libs/moshi/src/formula-checkpoint.ts."""

import re

import numpy as np


def weights(name: str, shape: tuple[int, ...]) -> np.ndarray:
    center, spread = _distribution(name, shape)
    noise = _uniform(_fnv1a(name), int(np.prod(shape, dtype=np.int64)))
    return (np.float32(center) + np.float32(spread) * noise).astype(np.float32).reshape(shape)


def signal(samples: int) -> np.ndarray:
    """A rising saw tooth that swells and fades, and some noise: exact in floating point on every machine."""
    index = np.arange(samples, dtype=np.uint32)
    with np.errstate(over="ignore"):
        phase = index * (index * np.uint32(4_000) + np.uint32(0x00C00000))
    saw = phase.astype(np.float64) / 2**31 - 1
    envelope = (index % np.uint32(4_096)).astype(np.float64) / 4_096
    noise = _uniform(_fnv1a("signal"), samples).astype(np.float64)
    return (0.5 * saw * envelope + noise / 32).astype(np.float32)


def _distribution(name: str, shape: tuple[int, ...]) -> tuple[float, float]:
    if name.endswith(".cluster_usage"):
        return 1, 0.5
    if name.endswith(".embedding_sum"):
        return 0, 1
    if re.search(r"\.norm\d\.weight$", name):
        return 1, 0.25
    if name.endswith(".alpha"):
        return 1, 0.25
    if name.endswith(".scale"):
        return 0.25, 0.125
    if name.endswith(".bias"):
        return 0, 0.0625
    return 0, float(np.float32(np.sqrt(6 / _fan_in(name, shape))))


def _fan_in(name: str, shape: tuple[int, ...]) -> float:
    first, second, kernel = (*shape, 1, 1)[:3]
    return first * kernel / 2 if "convtr" in name else second * kernel


def _uniform(seed: int, length: int) -> np.ndarray:
    with np.errstate(over="ignore"):
        value = np.uint32(seed) + np.arange(length, dtype=np.uint32) * np.uint32(0x9E3779B1)
        value = (value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        value = (value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        value = value ^ (value >> np.uint32(16))
    return ((value >> np.uint32(8)).astype(np.float64) / 2**23 - 1).astype(np.float32)


def _fnv1a(text: str) -> int:
    value = 0x811C9DC5
    for char in text:
        value = ((value ^ ord(char)) * 0x01000193) & 0xFFFFFFFF
    return value
