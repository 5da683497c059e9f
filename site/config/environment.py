"""Where do the settings come from?"""

from pathlib import Path

from environs import Env

REPOSITORY = Path(__file__).resolve().parents[2]

env = Env()
env.read_env(str(REPOSITORY / ".env"), recurse=False)


def data_folder() -> Path:
    """Return the folder that holds all state of this installation; made when missing."""
    folder = Path(env.str("LECTERN_DATA_DIR", "") or REPOSITORY / "var").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
