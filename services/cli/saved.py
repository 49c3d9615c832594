"""`tandem saved copy`: what people saved comes from no event, so a new store has it from the old one."""

from services.app.assembly import open_store, saved_in
from services.app.settings import Settings, other_store


async def copy_saved(settings: Settings, store_url: str) -> bool:
    """Copy every version that is not there yet, and say what became of all; False: some number is taken by another, or
    not everything could be read.
    """
    versions, trouble = await saved_in(other_store(store_url), settings.mongo)
    store = await open_store(settings)
    try:
        missing = [version for version in versions if not await store.add_saved(version)]
        differ = [version for version in missing if await store.saved(version.id, version.version) != version]
    finally:
        await store.close()
    print(f"{len(versions) - len(missing)} versions copied, {len(missing) - len(differ)} were there already")
    for differing in differ:
        print(f"left alone: {differing.id} has another version {differing.version} here")
    if trouble:
        print(f"there may have been more: {trouble}. If there is a backup, copy from that too")
    return not differ and not trouble
