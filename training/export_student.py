"""`python3 -m training.export_student`: writes a student's differences into its teacher's model folder, for the studio's quick pictures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training.distil import DIFFERENCES
from training.diffusion.state import load_parts
from training.distillation.differences_file import applied, quantised, write_tensors
from training.distillation.loop import new_student, rank_of
from training.distillation.steps import STEPS
from training.fit.checkpoint import load_checkpoint
from training.fit.options import add_work_options, apply_threads
from training.onnx_files.layout import QUICK_WEIGHTS


def main(arguments: list[str] | None = None) -> None:
    """Writes the file and prints how far its 8 bits are from the student."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_work_options(parser)
    parser.add_argument("--model", type=Path, default=Path("public/models/emoji-scenes"), help="the teacher's folder")
    parser.add_argument("--differences", type=Path, help="what to export (default: the work folder's student)")
    parser.add_argument("--out", type=Path, help="the file (default: in the teacher's folder)")
    options = parser.parse_args(arguments)
    apply_threads(options)
    teacher = load_parts(options.model).unet
    weights = teacher.state_dict()
    differences = load_checkpoint(options.differences or options.work / "student" / DIFFERENCES)
    tensors = quantised(differences, weights)
    out = options.out or options.model / QUICK_WEIGHTS
    write_tensors(out, tensors, {"kind": "low-rank differences", "steps": str(STEPS), "sampler": "ddim"})
    student = new_student(teacher, rank_of(differences))
    student.take(differences)
    exact = student.merged().state_dict()
    found = applied(tensors, weights)
    wrong = sum(float((found[name] - exact[name]).pow(2).sum()) for name in exact)
    whole = sum(float((exact[name] - weights[name]).pow(2).sum()) for name in exact)
    print(json.dumps({"bytes": out.stat().st_size, "relative_error": float(f"{(wrong / whole) ** 0.5:.2e}")}))


if __name__ == "__main__":
    main()
