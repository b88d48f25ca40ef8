"""Makes the small tokenizer and voice prompts that libs/moshi is tested with, and what the reference reads in them.

    python prompt_golden.py --out ../../libs/moshi/src/testing

The tokenizer is trained on the repository's own example documents. README.md beside this file says how to install what it needs.
"""

import argparse
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pyloudnorm
import sentencepiece
import torch

DOCUMENTS = Path(__file__).resolve().parents[2] / "examples" / "documents"
TEXTS = [
    "<system> You enjoy having a good conversation. <system>",
    "<system> Reset your password at the service desk, extension 4000! <system>",
    "",
    "  two  spaces and a tab\there ",
    "Grüße aus Zürich: 12 €, naïve café 🎧",
]
DIM, STEPS, COLUMNS = 16, 5, 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    golden = {"tokenizer": tokenizer(out / "tokenizer.model"), "loudness": loudness()}
    for name, dtype in (("f32", torch.float32), ("f16", torch.float16), ("bf16", torch.bfloat16)):
        golden[name] = voice(out / f"voice-{name}.pt", dtype)
    strided(out / "voice-strided.pt")
    foreign(out / "voice-foreign.pt")
    torch.save({"embeddings": torch.zeros(STEPS, 1, 1, DIM)}, out / "voice-without-cache.pt")
    torch.save({"embeddings": torch.zeros(3, dtype=torch.int32), "cache": torch.zeros(1)}, out / "voice-integers.pt")
    (out / "prompts.json").write_text(json.dumps(golden) + "\n")


def tokenizer(path: Path) -> dict:
    sentencepiece.SentencePieceTrainer.train(
        input=",".join(str(file) for file in sorted(DOCUMENTS.rglob("*.md"))),
        model_prefix=str(path.with_suffix("")),
        vocab_size=400,
        byte_fallback=True,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=3,
        normalization_rule_name="identity",
        minloglevel=2,
    )
    path.with_suffix(".vocab").unlink()
    processor = sentencepiece.SentencePieceProcessor(str(path))
    pieces = [processor.id_to_piece(token) for token in range(processor.get_piece_size())]
    return {"pieces": pieces, "encoded": [{"text": text, "ids": processor.encode(text)} for text in TEXTS]}


def voice(path: Path, dtype: torch.dtype) -> dict:
    embeddings = (torch.arange(STEPS * DIM).reshape(STEPS, 1, 1, DIM) / 7 - 5).to(dtype)
    cache = torch.arange(17 * COLUMNS).reshape(1, 17, COLUMNS) - 2
    torch.save({"embeddings": embeddings, "cache": cache}, path)
    return {"embeddings": embeddings.float().flatten().tolist(), "cache": cache.flatten().tolist()}


def strided(path: Path) -> None:
    """The same numbers as the others, laid out as a part of something larger and turned round."""
    whole = torch.zeros(2, DIM, STEPS)
    whole[1] = (torch.arange(STEPS * DIM).reshape(STEPS, DIM) / 7 - 5).T
    embeddings = whole[1].T[:, None, None, :]
    torch.save({"embeddings": embeddings, "cache": torch.arange(17 * COLUMNS).reshape(1, 17, COLUMNS) - 2}, path)


class Foreign:
    def __reduce__(self):
        return (print, ("this must not be run",))


def foreign(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("voice/data.pkl", pickle.dumps({"embeddings": Foreign(), "cache": 1}, protocol=2))
        archive.writestr("voice/version", "3\n")


def loudness() -> list[dict]:
    """Signals that the test makes from the same formulas."""
    rate = 24_000
    time = np.arange(rate * 5) / rate
    signals = {
        "sine": 0.1 * np.sin(2 * np.pi * 997 * time),
        "bass": 0.5 * np.sin(2 * np.pi * 60 * time),
        "bursts": 0.3 * np.sin(2 * np.pi * 440 * time) * (np.floor(time * 2) % 2),
        "quietEnd": np.where(time < 2, 0.2, 0.002) * np.sin(2 * np.pi * 3000 * time),
    }
    meter = pyloudnorm.Meter(rate)
    return [{"name": name, "lufs": float(meter.integrated_loudness(signal))} for name, signal in signals.items()]


if __name__ == "__main__":
    main()
