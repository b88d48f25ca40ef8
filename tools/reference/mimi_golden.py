"""Runs the public reference implementation of Mimi on formula weights and writes what it computes.

    python mimi_golden.py --wav speech.wav [...] --out golden.json --checkpoint DIR      full size, speech
    python mimi_golden.py --config small.json --frames 80 --out golden.json              small, a signal from a formula

README.md beside this file says how to install what it needs. WAV files are 16-bit mono and are joined; what is left of the
last frame is cut off. `codes` and `pcm` (base64 of 32-bit floats) come from the reference in one pass over all of it
(`oneShot`) and, for speech, frame by frame as well (`streaming`). With --checkpoint, the weights are written there as a
release would be.
"""

import argparse
import base64
import json
import wave
from pathlib import Path

import numpy as np
import torch
from moshi.models import loaders

from formula_weights import signal, weights

FILE = "tokenizer-e351c8d8-checkpoint125.safetensors"


def main() -> None:
    args = parse_args()
    overrides = json.loads(args.config.read_text())["mimi"] if args.config else {}
    model = build(overrides, args.codebooks or overrides.get("quantizer", {}).get("n_q", 8))
    pcm = read_wavs(args.wav, model) if args.wav else torch.from_numpy(signal(args.frames * model.frame_size))[None, None]
    if args.checkpoint:
        write_checkpoint(model, args.checkpoint, args.config)
    with torch.no_grad():
        golden = {"oneShot": run(model, pcm, pcm.shape[-1])}
        if args.wav:
            with model.streaming(1):
                golden["streaming"] = run(model, pcm, model.frame_size)
    args.out.write_text(json.dumps(golden) + "\n")


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--wav", type=Path, nargs="+")
    source.add_argument("--frames", type=int)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--codebooks", type=int)
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
        name: torch.ones_like(value) if name.endswith("_initialized") else torch.from_numpy(weights(name, tuple(value.shape)))
        for name, value in model.state_dict().items()
    }
    model.load_state_dict(state)
    return model


def read_wavs(paths: list[Path], model) -> torch.Tensor:
    samples = np.concatenate([read_wav(path, model.sample_rate) for path in paths])
    return torch.from_numpy(samples[: len(samples) // model.frame_size * model.frame_size])[None, None]


def read_wav(path: Path, sample_rate: int) -> np.ndarray:
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (sample_rate, 1, 2):
            raise SystemExit(f"{path} is not 16-bit mono at {sample_rate} Hz.")
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32) / 32768


def run(model, pcm: torch.Tensor, chunk: int) -> dict:
    codes = torch.cat([model.encode(part) for part in pcm.split(chunk, dim=-1)], dim=-1)
    step = chunk // model.frame_size
    decoded = torch.cat([model.decode(part) for part in codes.split(step, dim=-1)], dim=-1)
    floats = decoded[0, 0].numpy().astype("<f4")
    return {"codes": codes[0].tolist(), "pcm": base64.b64encode(floats.tobytes()).decode()}


def write_checkpoint(model, folder: Path, config: Path | None) -> None:
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({release_name(name): value for name, value in model.state_dict().items()}, folder / FILE)
    if config:
        (folder / "config.json").write_text(config.read_text())


def release_name(name: str) -> str:
    """The published file names attention weights as PyTorch's own attention does."""
    return name.replace("in_projs.0.weight", "in_proj_weight").replace("out_projs.0.weight", "out_proj.weight")


if __name__ == "__main__":
    main()
