"""`python3 -m training.tests REPORT`: runs all tests and writes `{passed, failed, skipped}` to the JSON file REPORT."""

from __future__ import annotations

import json
from pathlib import Path
import sys
import unittest


def main() -> int:
    """0 when no test failed."""
    here = Path(__file__).resolve().parent
    suite = unittest.defaultTestLoader.discover(str(here), top_level_dir=str(here.parents[1]))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    failed = {str(test) for test, _ in (*result.failures, *result.errors)}
    skipped = len(result.skipped)
    counts = {"passed": max(0, result.testsRun - len(failed) - skipped), "failed": len(failed), "skipped": skipped}
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(counts))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
