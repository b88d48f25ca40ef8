"""Runs NVIDIA's `moshi.offline` on formula weights: once with a voice as a WAV and once with the `.pt` that it keeps of it.

    python offline_golden.py --reference CHECKOUT/moshi --folder DIR

DIR holds `in.wav`, `model/voices/voice.wav` and a tokenizer in `model`; the model's weights and its config.json are written into
`model`, and what the reference answers into `reference-wav` and `reference-pt` (`.wav`, `.json`). Greedy, 32-bit floats, CPU.
README.md beside this file says how to install what it needs.
"""

import argparse
import functools
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

from formula_weights import weights

MOSHI = {
    "dim": 64,
    "num_layers": 2,
    "num_heads": 4,
    "context": 24,
    "text_card": 400,
    "depformer_dim": 32,
    "depformer_dim_feedforward": int(4.125 * 32),
    "depformer_num_heads": 2,
    "depformer_num_layers": 2,
}
# A context longer than the run: docs/adr/004-mimi-follows-the-one-pass-reference.md says why.
MIMI = {
    "seanet": {"dimension": 32, "n_filters": 2},
    "transformer": {"d_model": 32, "num_heads": 2, "num_layers": 1, "context": 2_000, "dim_feedforward": 64},
    "quantizer": {"dimension": 16, "n_q": 8, "bins": 2048},
}
WIDTH = MIMI["seanet"]["dimension"]
# The formula's voice is far too loud; samples that are cut off could not be compared.
LAST_LAYER = "decoder.model.14.conv.conv"
LOUDNESS = 1 / 32
TEXT_PROMPT = "You are kind. Answer what people ask about passwords."


def main() -> None:
    args = parse_args()
    sys.path.insert(0, str(args.reference))
    global loaders, lm, offline
    from moshi import offline
    from moshi.models import lm, loaders

    torch.set_num_threads(1)
    shrink()
    model = args.folder / "model"
    (model / "config.json").write_text(json.dumps({**MOSHI, "mimi": MIMI}))
    save_file(language_model(), model / loaders.MOSHI_NAME)
    save_file(codec(), model / loaders.MIMI_NAME)
    with torch.no_grad():
        for voice in ("wav", "pt"):
            answer(args.folder, model, voice)


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    return parser.parse_args()


def shrink() -> None:
    """Makes the reference's models small, exact and local."""
    loaders._lm_kwargs.update(MOSHI)
    loaders._seanet_kwargs.update(MIMI["seanet"])
    loaders._transformer_kwargs.update(MIMI["transformer"], input_dimension=WIDTH, output_dimensions=[WIDTH])
    loaders._quantizer_kwargs.update(MIMI["quantizer"], input_dimension=WIDTH, output_dimension=WIDTH)
    loaders.get_moshi_lm = functools.partial(loaders.get_moshi_lm, dtype=torch.float32)
    offline.hf_hub_download = lambda *_: None


def language_model() -> dict:
    model = lm.LMModel(device="meta", dtype=torch.float32, **{**loaders._lm_kwargs, "dep_q": 16})
    return {name: torch.from_numpy(weights(name, tuple(tensor.shape))) for name, tensor in model.state_dict().items()}


def codec() -> dict:
    """Weights that the reference's model asks for when it is loaded."""
    made = {}

    def load(model, _) -> None:
        for name, tensor in model.state_dict().items():
            values = torch.from_numpy(weights(formula_name(name), tuple(tensor.shape)))
            made[name] = torch.ones_like(tensor) if name.endswith("_initialized") else values
            if name.startswith(LAST_LAYER):
                made[name] *= LOUDNESS

    original, loaders.load_model = loaders.load_model, load
    loaders.get_mimi("any.safetensors")
    loaders.load_model = original
    return made


def formula_name(name: str) -> str:
    """The formula knows attention weights by their newer names."""
    return name.replace("in_proj_weight", "in_projs.0.weight").replace("out_proj.weight", "out_projs.0.weight")


def answer(folder: Path, model: Path, voice: str) -> None:
    """Keeps the embeddings of a voice that is a WAV, beside it, for the run after it."""
    offline.run_inference(
        input_wav=str(folder / "in.wav"),
        output_wav=str(folder / f"reference-{voice}.wav"),
        output_text=str(folder / f"reference-{voice}.json"),
        text_prompt=TEXT_PROMPT,
        voice_prompt_path=str(model / "voices" / f"voice.{voice}"),
        tokenizer_path=str(model / loaders.TEXT_TOKENIZER_NAME),
        moshi_weight=str(model / loaders.MOSHI_NAME),
        mimi_weight=str(model / loaders.MIMI_NAME),
        hf_repo="",
        device="cpu",
        seed=None,
        temp_audio=0.8,
        temp_text=0.7,
        topk_audio=250,
        topk_text=25,
        greedy=True,
        save_voice_prompt_embeddings=voice == "wav",
    )


if __name__ == "__main__":
    main()
