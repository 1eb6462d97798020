"""`python3 -m training.cuda.restore PIECES`: the checkpoint that training.export and training.evaluate read, of what came back."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training.cuda.pieces import read_pieces
from training.cuda.prepare import DECODER, JUDGE
from training.cuda.student import restored_student, STUDENT
from training.cuda.train import MODEL
from training.diffusion.state import resume_state, start_state
from training.fit.ema import float_state, WeightAverage
from training.judge.state import new_state
from training.model.autoencoder import decoder_of


def main(arguments: list[str] | None = None) -> None:
    """Joins the pieces of model, student and judge; what the card did not make is that of --start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pieces", type=Path)
    parser.add_argument("--start", type=Path, default=Path("public/models/emoji-scenes"), help="what the card began with")
    parser.add_argument("--out", type=Path, default=Path(".cache/training/model.pt"))
    parser.add_argument("--student-out", type=Path, default=Path(".cache/training/student/student.pt"))
    parser.add_argument("--judge-out", type=Path, default=Path(".cache/training/judge/judge.pt"))
    options = parser.parse_args(arguments)
    saved = [row for row in _rows(options.pieces / "train.jsonl") if row["event"] == "saved"][-1]
    parts = resume_state(options.start).parts
    weights = read_pieces(options.pieces, MODEL)
    for name in ("unet", "text_encoder"):
        own = {key[len(name) + 1:]: value for key, value in weights.items() if key.startswith(name + ".")}
        parts.networks[name].load_state_dict(own)
    if any(options.pieces.glob(f"{DECODER}-*.npz")):
        decoder = read_pieces(options.pieces, DECODER)
        parts.decoder = decoder_of(decoder)
        parts.decoder.load_state_dict(decoder)
    parts.steps_trained, parts.pictures_seen = saved["step"], saved["pictures_seen"]
    start_state(parts).save(options.out)
    print(json.dumps({"checkpoint": str(options.out), **saved}))
    if any(options.pieces.glob(f"{STUDENT}-*.npz")):
        student = restored_student(parts, read_pieces(options.pieces, STUDENT))
        start_state(student).save(options.student_out)
        print(json.dumps({"student": str(options.student_out)}))
    if any(options.pieces.glob(f"{JUDGE}-*.npz")):
        done = [row for row in _rows(options.pieces / "prepare.jsonl") if row["event"] == "judge_done"][-1]
        state = new_state(0, {"trained_on": "world, some of it spoiled"})
        state.network.load_state_dict(read_pieces(options.pieces, JUDGE), strict=False)
        state.average = WeightAverage(float_state(state.network))
        state.step, state.pictures_seen = done["step"], done["pictures_seen"]
        state.save(options.judge_out)
        print(json.dumps({"judge": str(options.judge_out), **done}))


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


if __name__ == "__main__":
    main()
