"""Downloads: whole and checked, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from detector.errors import WeightsUnavailableError
from detector.weights.download import DAMAGED, download_file
from tests.sentences import sentence_pattern

CONTENT = bytes(range(256)) * 4096


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder and the address under which its files are."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _named(folder: Path, content: bytes = CONTENT, said: bytes = CONTENT) -> str:
    name = f"weights-{hashlib.sha256(said).hexdigest()[:8]}.pth"
    (folder / name).write_bytes(content)
    return name


def test_that_a_file_comes_whole_with_progress_in_bytes(served: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = served
    name, steps = _named(folder), []
    download_file(f"{address}/{name}", tmp_path / "cache" / name, lambda *step: steps.append(step))
    assert (tmp_path / "cache" / name).read_bytes() == CONTENT
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_that_a_file_with_another_checksum_is_not_kept(served: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = served
    name = _named(folder, CONTENT[:-1] + b"x")
    with pytest.raises(WeightsUnavailableError, match=sentence_pattern(DAMAGED)):
        download_file(f"{address}/{name}", tmp_path / name)
    assert list(tmp_path.glob("*weights*")) == []


def test_that_a_canceled_download_leaves_nothing(served: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = served
    name = _named(folder)

    def cancel() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download_file(f"{address}/{name}", tmp_path / name, check_canceled=cancel)
    assert [path.name for path in tmp_path.iterdir()] == ["served"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/weights.pth", "http://name.invalid/weights.pth"])
def test_that_without_a_network_a_sentence_says_what_to_do(tmp_path: Path, url: str) -> None:
    with pytest.raises(WeightsUnavailableError, match=r"weights\.pth could not be downloaded .*copy it to"):
        download_file(url, tmp_path / "weights.pth")


def test_that_a_file_that_is_not_there_is_reported(served: tuple[Path, str], tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailableError, match=r"(?i)not found"):
        download_file(f"{served[1]}/none.pth", tmp_path / "none.pth")
