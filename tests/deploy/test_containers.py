"""The compose file and the Dockerfile name only what exists. No engine runs here, so this is as far as tests can go."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # its types would be a dependency for this file alone
from typer.main import get_command

from services.app.settings import SECRETS, VARIABLES, settings_from
from services.cli.main import app

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COPIED = re.findall(r"^COPY (?!--from)(\S+) /app/(\S*)$", DOCKERFILE, re.MULTILINE)


def test_services_wait_for_services_that_say_when_they_are_ready() -> None:
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_completed_successfully" or "healthcheck" in SERVICES[other]


def test_ports_are_published_on_loopback_only() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_volumes_are_named_and_declared() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert used == COMPOSE["volumes"].keys()


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_command_that_exists(name: str) -> None:
    command: Any = get_command(app)
    for word in OURS[name]["command"]:
        if word.startswith("-"):
            assert any(word in (*option.opts, *option.secondary_opts) for option in command.params)
        else:
            command = command.commands[word]


@pytest.mark.parametrize("name", OURS)
def test_a_service_has_settings_that_are_accepted(name: str) -> None:
    environment = {key: str(value) for key, value in OURS[name]["environment"].items()}
    assert environment.keys() <= set(VARIABLES.values())
    file = environment.pop("TANDEM_SECRET_FILE")
    [secret] = OURS[name]["secrets"]
    assert file == f"/run/secrets/{secret}"
    assert COMPOSE["secrets"][secret] == {"file": "./secrets/learners"}
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    settings_from({**environment, "TANDEM_SECRET": "ab" * 32})


def test_no_secret_stands_in_the_environment_of_a_service() -> None:
    secret = {VARIABLES[name] for name in SECRETS} - {"TANDEM_LOG", "TANDEM_STORE"}
    for service in OURS.values():
        assert secret.isdisjoint(service["environment"])
        assert "@" not in service["environment"]["TANDEM_LOG"] + service["environment"]["TANDEM_STORE"]


def test_there_are_two_consumers() -> None:
    assert SERVICES["consumer"]["deploy"]["replicas"] == 2


def test_the_copied_files_alone_are_the_program(tmp_path: Path) -> None:
    """As in the image: the same files, the same entry point, no other source tree in sight."""
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for source, target in COPIED:
        assert f"!{source}" in ignored
        if target:
            shutil.copytree(ROOT / source, tmp_path / "app" / target)
        else:
            (tmp_path / "app").mkdir(exist_ok=True)
            shutil.copy(ROOT / source, tmp_path / "app")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("TANDEM", "PYTHON", "PORT"))
    } | {"PYTHONPATH": str(tmp_path / "app"), "PYTHONDONTWRITEBYTECODE": "1"}
    (tmp_path / "data").mkdir()

    def tandem(*command: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "services.cli", *command],
            cwd=tmp_path / "data", env=environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    assert "learner-events: 1 partition," in tandem("topics", "create")
    assert "0 events applied" in tandem("consume", "--until-idle")
    imports = (
        "import services.app.server_process, services.cli.demo as demo; "
        "assert demo.SAMPLES.is_dir(); print(demo.__file__)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", imports], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert shown.startswith(str(tmp_path))


def test_the_image_installs_what_the_lock_pins_and_runs_as_nobody_special() -> None:
    assert '"--require-hashes"' in DOCKERFILE
    assert re.search(r"^USER (\d+):\d+$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.count("\nFROM ") + DOCKERFILE.startswith("FROM ") == 2
