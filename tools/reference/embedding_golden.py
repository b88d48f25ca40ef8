"""Runs an embedding model with sentence-transformers, and writes its vectors.

    python embedding_golden.py --folder MODEL --texts TEXTS.json --out VECTORS.json

MODEL is a folder of the hub with `model.safetensors`. Where it has no `onnx/model.onnx`, one is exported first, with batch and length
left open. TEXTS holds a list of texts, VECTORS a list of lists of numbers. 32-bit floats, CPU.
README.md beside this file says how to install what it needs.
"""

import argparse
import json
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer

INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


class TokenStates(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, *tensors):
        return self.model(**dict(zip(INPUTS, tensors))).last_hidden_state


def export(model, path):
    path.parent.mkdir(exist_ok=True)
    tokens = torch.ones(2, 9, dtype=torch.int64)
    names = [*INPUTS, "last_hidden_state"]
    axes = {name: {0: "batch_size", 1: "sequence_length"} for name in names}
    torch.onnx.export(
        TokenStates(model).eval(),
        (tokens, tokens, torch.zeros_like(tokens)),
        path,
        dynamo=False,
        opset_version=14,
        input_names=INPUTS,
        output_names=names[-1:],
        dynamic_axes=axes,
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model = SentenceTransformer(
        str(options.folder), device="cpu", model_kwargs={"attn_implementation": "eager"}
    )
    graph = options.folder / "onnx" / "model.onnx"
    if not graph.exists():
        export(model[0].auto_model, graph)
    texts = json.loads(options.texts.read_text())
    options.out.write_text(json.dumps(model.encode(texts).tolist()))


main()
