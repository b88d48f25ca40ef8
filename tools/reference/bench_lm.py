"""Times the language model in PyTorch (NVIDIA's implementation) and in Parley: same weights, same threads, taking turns.

    python bench_lm.py --reference CHECKOUT/moshi [--threads 2] [--rounds 3] [--frames 20] [--batches 1 4]

README.md beside this file says how to install what it needs; Parley must be built (`npm run build`). The model has dim 1024, 12 layers, a
depformer of 6 layers and a context of 750 frames, which is filled. Prints one JSON object: for each implementation and batch
size the median over all rounds of the time of one step (80 ms of every session), by the clock and in processor time. The
reference takes 16 steps of the depformer; `pytorch8` is the same code taking the 8 that are heard, as Parley does.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = {
    "dim": 1024,
    "num_layers": 12,
    "num_heads": 16,
    "context": 750,
    "depformer_dim": 1024,
    "depformer_num_layers": 6,
    "depformer_num_heads": 16,
}
WARM_UP = 3


def main() -> None:
    args = parse_args()
    os.environ["OMP_NUM_THREADS"] = str(args.threads)
    sys.path.insert(0, str(args.reference))
    with tempfile.TemporaryDirectory() as folder:
        time_torch = torch_contender(Path(folder), args)
        results: dict[str, dict[int, list[dict]]] = {}
        for _ in range(args.rounds):
            for name, times in [("pytorch", time_torch(16)), ("pytorch8", time_torch(8)), *time_parley(folder, args)]:
                for batch, step in times.items():
                    results.setdefault(name, {}).setdefault(int(batch), []).append(step)
    print(json.dumps({name: summary(rounds) for name, rounds in results.items()}, indent=2))


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--frames", type=int, default=20)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 4])
    return parser.parse_args()


def torch_contender(folder: Path, args: argparse.Namespace):
    import torch
    from moshi.models import lm, loaders
    from safetensors.torch import save_file

    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    torch.manual_seed(1)
    options = {**loaders._lm_kwargs, **CONFIG, "dep_q": 16, "depformer_dim_feedforward": int(4.125 * 1024)}
    model = lm.LMModel(device="cpu", dtype=torch.float32, **options).eval()
    save_file(model.state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(CONFIG))

    def measure(steps: int) -> dict[int, dict]:
        model.dep_q = steps
        return {batch: one(batch) for batch in args.batches}

    def one(batch: int) -> dict:
        generator = lm.LMGen(model, device="cpu", use_sampling=False)
        codes = torch.randint(0, 2048, (batch, 8, 1))
        with generator.streaming(batch):
            # The reference looks at its whole ring of keys from the first frame on, so that nothing has to fill it.
            for _ in range(WARM_UP):
                generator.step(codes)
            steps = [timed(lambda: generator.step(codes)) for _ in range(args.frames)]
        return {key: statistics.median(step[key] for step in steps) for key in steps[0]}

    return measure


def timed(step) -> dict:
    started, cpu = time.perf_counter(), time.process_time()
    step()
    return {"ms": (time.perf_counter() - started) * 1e3, "cpuMs": (time.process_time() - cpu) * 1e3}


def time_parley(folder: str, args: argparse.Namespace) -> list[tuple[str, dict]]:
    command = ["node", str(ROOT / "apps/cli/dist/main.js"), "bench", "lm", "--json", "--model-dir", folder]
    command += ["--threads", str(args.threads), "--steps", str(args.frames)]
    command += ["--batch", ",".join(map(str, args.batches))]
    bench = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [
        (quant, {batch: {"ms": step["msPerFrame"], "cpuMs": step["cpuMsPerFrame"]} for batch, step in bench[quant].items()})
        for quant in ("f32", "q8", "q4")
    ]


def summary(rounds: dict[int, list[dict]]) -> dict:
    return {
        batch: {key: round(statistics.median(step[key] for step in steps), 2) for key in steps[0]}
        for batch, steps in rounds.items()
    }


if __name__ == "__main__":
    main()
