"""Runs the public reference implementation of Mimi on formula weights and writes what it computes.

    python -m venv .venv && .venv/bin/pip install torch==2.13.0 numpy safetensors einops sentencepiece huggingface_hub
    .venv/bin/pip install --no-deps moshi==0.2.13
    .venv/bin/python tools/reference/mimi_golden.py --wav speech.wav --out golden.json [--config small.json] [--checkpoint DIR]

The WAV is 16-bit mono at the model's rate; it is cut to whole frames. `codes` and `pcm` come from the reference in one pass over
all of it (`oneShot`) and frame by frame (`streaming`). With --checkpoint, the weights are written there as a release would be.
"""

import argparse
import json
import time
import wave
from pathlib import Path

import numpy as np
import torch
from moshi.models import loaders

from formula_weights import weights

FILE = "tokenizer-e351c8d8-checkpoint125.safetensors"


def main() -> None:
    args = parse_args()
    model = build(json.loads(args.config.read_text())["mimi"] if args.config else {}, args.codebooks)
    pcm = read_wav(args.wav, model.frame_size)
    if args.checkpoint:
        write_checkpoint(model, args.checkpoint, args.config)
    with torch.no_grad():
        one_shot = run(model, pcm, pcm.shape[-1])
        with model.streaming(1):
            streaming = run(model, pcm, model.frame_size)
    args.out.write_text(json.dumps({"oneShot": one_shot, "streaming": streaming}))


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wav", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--codebooks", type=int, default=8)
    return parser.parse_args()


def build(overrides: dict, codebooks: int):
    """The reference's model with our weights; parts of `overrides` replace keys of its default configuration."""
    config = {
        key: {**value, **overrides.get(key, {})} if isinstance(value, dict) else overrides.get(key, value)
        for key, value in loaders._mimi_config.items()
    }
    dimension = config["seanet"]["dimension"]
    config["quantizer"] |= {"input_dimension": dimension, "output_dimension": dimension}
    config["transformer"] |= {"input_dimension": dimension, "output_dimensions": [dimension]}
    model = loaders.get_mimi(None, config, num_codebooks=codebooks)
    state = {
        name: torch.from_numpy(weights(name, tuple(value.shape))) if value.numel() > 1 else torch.ones_like(value)
        for name, value in model.state_dict().items()
    }
    model.load_state_dict(state)
    return model


def read_wav(path: Path, frame: int) -> torch.Tensor:
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32) / 32768
    return torch.from_numpy(samples[: len(samples) // frame * frame])[None, None]


def run(model, pcm: torch.Tensor, chunk: int) -> dict:
    started = time.perf_counter()
    codes = torch.cat([model.encode(part) for part in pcm.split(chunk, dim=-1)], dim=-1)
    encoded = time.perf_counter()
    step = chunk // model.frame_size
    decoded = torch.cat([model.decode(part) for part in codes.split(step, dim=-1)], dim=-1)
    frames = codes.shape[-1]
    return {
        "codes": codes[0].tolist(),
        "pcm": [round(value, 7) for value in decoded[0, 0].tolist()],
        "encodeMsPerFrame": (encoded - started) * 1000 / frames,
        "decodeMsPerFrame": (time.perf_counter() - encoded) * 1000 / frames,
    }


def write_checkpoint(model, folder: Path, config: Path | None) -> None:
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), folder / FILE)
    if config:
        (folder / "config.json").write_text(config.read_text())


if __name__ == "__main__":
    main()
