"""Times Mimi in PyTorch, in rustymimi and in Parley: same weights, same audio, same threads, taking turns.

    python bench_mimi.py [--threads 2] [--rounds 3] [--frames 15] [--batches 1 2 4 8]

README.md beside this file says how to install what it needs; Parley must be built (`npm run build`). Prints one JSON object: for each
implementation and batch size the median over all rounds of the time of one step (80 ms of every stream), by the clock and
in processor time. Processor time is what holds on a machine that others use, too, and only with one thread, since a
thread that waits by spinning uses the processor as well. rustymimi has no batches.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WARM_UP = 3


def main() -> None:
    args = parse_args()
    # Both libraries read these when they are loaded.
    os.environ["RAYON_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(args.threads)
    with tempfile.TemporaryDirectory() as folder:
        contenders = make_contenders(Path(folder), args)
        results: dict[str, dict[int, list[dict]]] = {}
        for _ in range(args.rounds):
            for name, batches, measure in contenders:
                for batch, step in measure(batches).items():
                    results.setdefault(name, {}).setdefault(batch, []).append(step)
    print(json.dumps({name: summary(rounds) for name, rounds in results.items()}, indent=2))


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--frames", type=int, default=15)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 2, 4, 8])
    return parser.parse_args()


def make_contenders(folder: Path, args: argparse.Namespace) -> list:
    import rustymimi
    import torch
    from formula_weights import signal
    from mimi_golden import FILE, build, write_checkpoint

    torch.set_num_threads(args.threads)
    torch.set_grad_enabled(False)
    model = build({}, 8)
    write_checkpoint(model, folder, None)
    rusty = rustymimi.Tokenizer(str(folder / FILE), num_codebooks=8)
    frame = model.frame_size

    def time_torch(batches: list[int]) -> dict:
        def one(batch: int) -> dict:
            pcm = torch.from_numpy(signal(batch * frame)).reshape(batch, 1, frame)
            with model.streaming(batch):
                return time_steps(args.frames, lambda: model.encode(pcm), model.decode)

        return {batch: one(batch) for batch in batches}

    def time_rusty(batches: list[int]) -> dict:
        rusty.reset()
        pcm = signal(frame)[None, None]
        return {1: time_steps(args.frames, lambda: rusty.encode_step(pcm), rusty.decode_step)}

    def time_parley(batches: list[int]) -> dict:
        bench = run_parley(folder, args)
        return {
            int(batch): {
                f"{side}{kind}": bench[side][batch][key]
                for side in ("encode", "decode")
                for kind, key in (("Ms", "msPerFrame"), ("CpuMs", "cpuMsPerFrame"))
            }
            for batch in bench["encode"]
        }

    return [("pytorch", args.batches, time_torch), ("rustymimi", [1], time_rusty), ("parley", args.batches, time_parley)]


def time_steps(frames: int, encode, decode) -> dict:
    encodes, decodes = [], []
    for _ in range(WARM_UP + frames):
        started = now()
        codes = encode()
        encoded = now()
        decode(codes)
        encodes.append(between(started, encoded))
        decodes.append(between(encoded, now()))
    return {
        f"{side}{kind}": statistics.median(times[index] for times in steps[WARM_UP:])
        for side, steps in (("encode", encodes), ("decode", decodes))
        for index, kind in enumerate(("Ms", "CpuMs"))
    }


def now() -> tuple[float, float]:
    return time.perf_counter() * 1000, time.process_time() * 1000


def between(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    return end[0] - start[0], end[1] - start[1]


def run_parley(folder: Path, args: argparse.Namespace) -> dict:
    command = ["node", str(ROOT / "apps/cli/dist/main.js"), "bench", "mimi", "--json", "--model-dir", str(folder)]
    command += ["--threads", str(args.threads), "--frames", str(max(1, args.frames // 3))]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def summary(rounds: dict[int, list[dict]]) -> dict:
    return {
        str(batch): {key: round(statistics.median(step[key] for step in steps), 2) for key in steps[0]}
        for batch, steps in rounds.items()
    }


if __name__ == "__main__":
    main()
