"""Runs NVIDIA's public implementation of PersonaPlex on formula weights and writes the tokens and logits that it draws.

    python moshi_golden.py --reference CHECKOUT/moshi --out ../../libs/moshi/src/testing/golden.json

README.md beside this file says how to install what it needs. All runs are greedy, in 32-bit floats on the CPU, on a model of
PersonaPlex's streams and delays that is small in everything else (SMALL_MOSHI in libs/moshi/src/testing/small-model.ts).
"""

import argparse
import base64
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from formula_weights import weights

SMALL = {
    "dim": 64,
    "num_layers": 2,
    "num_heads": 4,
    "context": 24,
    "text_card": 120,
    "depformer_dim": 32,
    "depformer_dim_feedforward": int(4.125 * 32),
    "depformer_num_heads": 2,
    "depformer_num_layers": 2,
}
FRAMES = 220
UNHEARD = range(50, 60)
LOGITS_AT = (3, 110, 219)
VOICE_FRAMES = 40
TEXT_PROMPT = [11, 42, 7, 99, 3, 65, 20, 8, 119]
COPIED = ("gating", "linears", "depformer_in")


def main() -> None:
    args = parse_args()
    sys.path.insert(0, str(args.reference))
    global loaders, lm
    from moshi.models import lm, loaders

    loaders._lm_kwargs = {**loaders._lm_kwargs, **SMALL}
    whole, patched = load(whole_checkpoint()), load(patched_checkpoint())
    golden = {
        "plain": plain(whole),
        "patched": plain(patched),
        "voiceAndText": prompted(whole, voice=True, text=TEXT_PROMPT),
        "textOnly": prompted(whole, voice=False, text=TEXT_PROMPT),
        "stored": stored(whole),
    }
    args.out.write_text(json.dumps(golden) + "\n")


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args()


def whole_checkpoint() -> dict:
    model = lm.LMModel(device="meta", dtype=torch.float32, **{**loaders._lm_kwargs, "dep_q": 16})
    return {name: torch.from_numpy(weights(name, tuple(tensor.shape))) for name, tensor in model.state_dict().items()}


def patched_checkpoint() -> dict:
    """As the release has it: weights of 8 of the 16 steps."""
    tensors = {}
    for name, tensor in whole_checkpoint().items():
        if any(f"{group}.{step}." in name for group in COPIED for step in range(8, 16)):
            continue
        if any(f"depformer_emb.{step}." in name for step in range(8, 15)):
            continue
        shape = tuple(tensor.shape)
        if "depformer" in name and "self_attn" in name:
            shape = (shape[0] // 2, *shape[1:])
        tensors[name] = torch.from_numpy(weights(name, shape))
    return tensors


def load(tensors: dict):
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        path = Path(folder, "model.safetensors")
        save_file(tensors, path)
        return loaders.get_moshi_lm(str(path), device="cpu", dtype=torch.float32)


def generator(model, **options):
    gen = lm.LMGen(
        model,
        device="cpu",
        use_sampling=False,
        return_logits=True,
        sample_rate=24_000,
        frame_rate=12.5,
        audio_silence_frame_cnt=6,
        **options,
    )
    gen.streaming_forever(1)
    return gen


def plain(model) -> dict:
    return converse(generator(model))


def prompted(model, voice: bool, text: list[int]) -> dict:
    gen = generator(model)
    with contextlib.redirect_stdout(io.StringIO()):
        if voice:
            for frame in range(VOICE_FRAMES):
                gen._step_voice_prompt_frame(voice_codes(frame))
        finish_prompt(gen, text)
    return converse(gen)


def stored(model) -> dict:
    """A voice prompt replayed from what `save_voice_prompt_embeddings` keeps, in a stream of its own."""
    source = generator(model, save_voice_prompt_embeddings=True)
    embeddings = []
    for frame in range(VOICE_FRAMES):
        out = source.step(
            moshi_tokens=voice_codes(frame),
            text_token=source.zero_text_code,
            input_tokens=source._encode_sine_frame(),
            return_embeddings=True,
        )
        if out != (None, None):
            embeddings.append(out[1])
    kept = torch.stack(embeddings)
    cache = source._streaming_state.cache.clone()
    gen = generator(model)
    with contextlib.redirect_stdout(io.StringIO()):
        for embedding in kept:
            gen.step_embeddings(embedding)
        gen._streaming_state.cache.copy_(cache)
        finish_prompt(gen, TEXT_PROMPT)
    return {
        "steps": len(kept),
        "embeddings": base64.b64encode(kept.numpy().astype("<f4").tobytes()).decode(),
        "cache": cache[0].flatten().tolist(),
        **converse(gen),
    }


def finish_prompt(gen, text: list[int]) -> None:
    gen.text_prompt_tokens = text
    gen._step_audio_silence()
    gen._step_text_prompt()
    gen._step_audio_silence()


def converse(gen) -> dict:
    frames, logits = [], {}
    for frame in range(FRAMES):
        tokens, drawn_from = gen.step(user_codes(frame))
        if tokens is None:
            continue
        frames.append(tokens[0, :, 0].tolist())
        if frame in LOGITS_AT:
            text, audio = drawn_from
            logits[frame] = {
                "text": rounded(text[0, 0, 0]),
                "audio": [rounded(stream[:8]) for stream in audio[0]],
            }
    return {"tokens": frames, "logits": logits}


def user_codes(frame: int) -> torch.Tensor:
    codes = [-1 if frame in UNHEARD else (frame * 37 + stream * 101) % 2048 for stream in range(8)]
    return torch.tensor(codes).view(1, 8, 1)


def voice_codes(frame: int) -> torch.Tensor:
    return torch.tensor([(frame * 53 + stream * 211 + 5) % 2048 for stream in range(8)]).view(1, 8, 1)


def rounded(values: torch.Tensor) -> list[float]:
    return np.round(values.numpy().astype(np.float64), 6).tolist()


if __name__ == "__main__":
    with torch.no_grad():
        main()
