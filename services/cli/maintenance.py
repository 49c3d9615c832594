"""`tandem consume`, `tick`, `verify` and `rebuild`."""

import asyncio
from collections.abc import Callable
from datetime import date

from rich.console import Console

from consumers import rebuild as rebuilding
from consumers.consumer import Consumer
from consumers.disagreement import ADVICE
from consumers.supervisor import run_together
from consumers.verify import verify
from consumers.verify_partnerships import verify_partnerships
from services.app.assembly import parts
from services.app.clock import Clock
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.store.port import Store

SHOWN_DRIFTS = 20


async def consume(settings: Settings, stop_on_signal: Callable[[], asyncio.Event], *, until_idle: bool) -> None:
    stop = stop_on_signal()
    async with parts(settings) as opened:
        await opened.check.require_known()
        consumers = [Consumer(opened.log, opened.store, line) for line in opened.lines]
        runs = [consumer.run(stop, until_idle=until_idle) for consumer in consumers]
        if not until_idle:
            runs.append(Clock(opened.log, opened.store).run(stop))
        await run_together(runs, stop, until_idle=until_idle)
        done = [consumer.progress for consumer in consumers]
        events, letters = sum(progress.events for progress in done), sum(progress.dead_letters for progress in done)
        print(
            f"{events} events applied, {letters} dead letters, {sum(progress.forwarded for progress in done)} forwarded"
        )


async def tick(settings: Settings, today: date | None) -> None:
    async with parts(settings) as opened:
        print(f"{await Clock(opened.log, opened.store).tick(today)} events appended")


async def verify_all(settings: Settings, console: Console) -> int:
    """Verify every district, every partnership and that the log is the one that was applied; returns what differs."""
    async with parts(settings) as opened:
        districts, versions = await opened.store.districts(), await opened.store.partnership_versions()
        if not districts and not versions:
            raise InvalidSetting(
                "nothing to verify: the store holds no district and no partnership; "
                "are TANDEM_STORE and TANDEM_DATA right?"
            )
        measures = 0
        for district in districts:
            with console.status(f"verifying {district}"):
                measures += await _verify_district(opened.store, district)
        with console.status("verifying partnerships"):
            partnerships = await _verify_partnerships(opened.store, len(versions))
        with console.status("verifying the log"):
            disagreements, damages = await opened.check.disagreements(), await opened.log.damages()
            broken = await opened.store.damages()
    for problem in (*disagreements, *damages, *broken):
        print(problem)
    if partnerships:
        print("run `tandem rebuild --from-log` to fold the events anew")
    elif measures:
        print("run `tandem rebuild` to compute the cells anew")
    if disagreements:
        print(ADVICE)
    if damages:
        print("the log is damaged: stop every process that uses it, then put back a backup or run `tandem log repair`")
    if broken:
        print("the store is damaged: docs/operations.md has the steps that bring it back from the log")
    return measures + partnerships + len(disagreements) + len(damages) + len(broken)


async def _verify_district(store: Store, district: str) -> int:
    drifts = await verify(store, district)
    print(f"{district}: {_said(len(drifts))}")
    for drift in drifts[:SHOWN_DRIFTS]:
        key = ", ".join(str(value) for value in drift.cell.values)
        print(f"  {drift.cell.family} [{key}] {drift.measure}: {drift.stored}, should be {drift.expected}")
    return len(drifts)


async def _verify_partnerships(store: Store, count: int) -> int:
    drifts = await verify_partnerships(store)
    if count or drifts:
        print(f"{count} partnership{'' if count == 1 else 's'}: {_said(len(drifts))}")
    for drift in drifts[:SHOWN_DRIFTS]:
        print(f"  {drift.partnership}: {drift.reason}")
    return len(drifts)


def _said(drifts: int) -> str:
    return f"{drifts or 'no'} drift{'' if drifts == 1 else 's'}"


async def rebuild(settings: Settings, console: Console, *, from_log: bool) -> None:
    async with parts(settings, rebuilds=True) as opened:
        with console.status("rebuilding") as status:
            if from_log:
                events = await rebuilding.rebuild_from_log(opened.store, opened.log, opened.lines)
                print(f"rebuilt from {events} events")
                return

            def on_progress(district: str, ledgers: int) -> None:
                status.update(f"rebuilding {district}: {ledgers} ledgers")

            await rebuilding.rebuild_from_ledgers(opened.store, opened.log, opened.lines, on_progress)
            print("rebuilt from the ledgers")
