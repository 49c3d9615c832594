"""Commands, run in this process."""

from pathlib import Path

from tests.forking import ROOT, run_command

GRAND_BEND = ROOT / "samples/grand-bend"


def run(data: Path, *arguments: str) -> tuple[int, str]:
    code, output = run_command(data, *arguments)
    assert "Traceback" not in output
    return code, output
