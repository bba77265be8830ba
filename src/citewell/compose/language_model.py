"""The language model itself, through pydantic-ai, imported where a model is asked. Only this module knows pydantic."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel, Field
from pydantic_ai import Agent, NativeOutput, exceptions
from pydantic_ai.models import Model, infer_model
from pydantic_ai.providers import Provider, infer_provider, infer_provider_class
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RunUsage, UsageLimits

from citewell.compose.proposal import ModelFailure, Proposal, Quote
from citewell.config import LanguageModelSettings
from citewell.errors import UserError

COMPATIBLE = "openai-compatible"
_MOST_REQUESTS = 2
# Of the tokens of an answer, what one of the two replies may take.
_SHARE_OF_REPLY = 0.125
# A model that goes on in spite of the limit it was given is cut off. A character may be a token of its own.
_CHARACTERS_A_TOKEN = 8
_GRACE_S = 1.0


class Citation(BaseModel):
    """The number of a passage, and words copied from it exactly."""

    passage: int
    quote: str


class Claim(BaseModel):
    """One sentence of the answer, the facet it answers, and what carries it."""

    text: str
    facet: str
    citations: list[Citation] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A language model with its limits for one answer: seconds, and tokens in all.

    make: returns the client for one exchange. One is made for each, since a connection belongs to one event loop, and
        several answers may be written at once.
    """

    name: str
    make: Callable[[], Model] = field(repr=False)
    timeout_s: float = 60.0
    tokens: int = 24_000

    def open(self) -> Talk:
        """Return a new conversation; its time begins now."""
        return Talk(self, time.monotonic() + self.timeout_s)


def open_language_model(settings: LanguageModelSettings) -> LanguageModel:
    """Return the model that the settings name. Raises UserError, which repeats no key, if it cannot be used."""
    provider, _, name = settings.name.partition(":")
    if not provider:
        raise UserError("no language model is set; set CITEWELL_MODEL, for example to openai:NAME")

    def make() -> Model:
        return _compatible(settings, name) if provider == COMPATIBLE else _of_provider(settings)

    try:
        make()
    except ImportError as error:
        raise UserError(
            f"the package for {provider} is not installed; install citewell[model], citewell[model-anthropic] or "
            "citewell[model-google]"
        ) from error
    except (exceptions.UserError, ValueError) as error:
        raise UserError(
            f"CITEWELL_MODEL cannot be used as {settings.name!r}: the provider is not known, or its key is not set "
            "(CITEWELL_MODEL_KEY)"
        ) from error
    return LanguageModel(settings.name, make, settings.timeout_s, settings.tokens)


def _compatible(settings: LanguageModelSettings, name: str) -> Model:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    if not settings.url:
        raise UserError("openai-compatible needs the address of the server; set CITEWELL_MODEL_URL")
    # Without a key of its own it must not be sent another's: the client would look for OPENAI_API_KEY.
    return OpenAIChatModel(name or "default", provider=OpenAIProvider(settings.url, settings.key or "none"))


def _of_provider(settings: LanguageModelSettings) -> Model:
    def provider(name: str) -> Provider[object]:
        return infer_provider_class(name)(api_key=settings.key)  # type: ignore[call-arg]

    return infer_model(settings.name, provider if settings.key else infer_provider)


class Talk:
    """A conversation with a model, within one limit of time and one of tokens for all that is said in it."""

    def __init__(self, model: LanguageModel, deadline: float) -> None:
        self._model = model
        self._deadline = deadline
        self._usage = RunUsage()

    def ask(self, instructions: str, message: str) -> Iterator[Proposal]:
        """Yield what the model proposes, each as soon as it is whole. Raises ModelFailure, maybe after some of it.

        The talking is done in a thread of its own, so that it works beneath a running event loop, and so that
        nothing that hangs can hold the caller beyond the time limit.
        """
        mail: queue.SimpleQueue[Proposal | ModelFailure | None] = queue.SimpleQueue()
        enough = threading.Event()
        threading.Thread(target=self._run, args=(instructions, message, mail, enough), daemon=True).start()
        try:
            while (said := self._next(mail)) is not None:
                yield said
        finally:
            enough.set()

    def _next(self, mail: queue.SimpleQueue[Proposal | ModelFailure | None]) -> Proposal | None:
        try:
            said = mail.get(timeout=max(0.0, self._deadline + _GRACE_S - time.monotonic()))
        except queue.Empty:
            raise ModelFailure(self._too_slow) from None
        if isinstance(said, ModelFailure):
            raise said
        return said

    def _run(
        self,
        instructions: str,
        message: str,
        mail: queue.SimpleQueue[Proposal | ModelFailure | None],
        enough: threading.Event,
    ) -> None:
        try:
            asyncio.run(self._stream(instructions, message, mail, enough))
            mail.put(None)
        except Exception as error:  # whatever it is, the reader gets an answer without the model
            mail.put(ModelFailure(self._reason(error)))

    async def _stream(
        self,
        instructions: str,
        message: str,
        mail: queue.SimpleQueue[Proposal | ModelFailure | None],
        enough: threading.Event,
    ) -> None:
        model = self._model.make()
        agent = self._agent(model, instructions)
        sent = 0
        async with (
            asyncio.timeout(max(0.0, self._deadline - time.monotonic())),
            model,
            agent.run_stream(message, usage_limits=self._limits, usage=self._usage) as reply,
        ):
            async for claims in reply.stream_output(debounce_by=None):
                # The last one may not be whole yet.
                for claim in claims[sent : len(claims) - 1]:
                    mail.put(_proposal(claim))
                    sent += 1
                if enough.is_set() or self._is_flood(claims):
                    await reply.cancel()
                    return
            for claim in (await reply.get_output())[sent:]:
                mail.put(_proposal(claim))

    def _agent(self, model: Model, instructions: str) -> Agent[None, list[Claim]]:
        is_native = model.profile.get("supports_json_schema_output", False)
        return Agent(
            model,
            output_type=NativeOutput(list[Claim]) if is_native else list[Claim],
            instructions=instructions,
            retries=0,
            model_settings=ModelSettings(max_tokens=self._reply_tokens, timeout=self._model.timeout_s),
        )

    @property
    def _reply_tokens(self) -> int:
        return round(self._model.tokens * _SHARE_OF_REPLY)

    @property
    def _limits(self) -> UsageLimits:
        return UsageLimits(request_limit=_MOST_REQUESTS, total_tokens_limit=self._model.tokens)

    def _is_flood(self, claims: list[Claim]) -> bool:
        size = sum(len(claim.text) + sum(len(c.quote) for c in claim.citations) for claim in claims)
        return size > self._reply_tokens * _CHARACTERS_A_TOKEN

    @property
    def _too_slow(self) -> str:
        return f"it took longer than {self._model.timeout_s:g} seconds"

    def _reason(self, error: Exception) -> str:
        """Return what happened in words. What a server said is left out: it may repeat the question or a key."""
        match error:
            case TimeoutError() | exceptions.RunTimedOut() | exceptions.ModelTimeoutError():
                return self._too_slow
            case exceptions.UsageLimitExceeded():
                return f"it took more than the {self._model.tokens:,} tokens that are allowed"
            case exceptions.OutputTokenLimitExceeded():
                return "its reply was longer than it may be"
            case exceptions.ModelHTTPError():
                return f"its server answered with the error {error.status_code}"
            case exceptions.ModelAPIError():
                return "its server could not be reached"
            case exceptions.UnexpectedModelBehavior() | ValueError() | exceptions.ModelRetry():
                return "its reply was not in the form asked for"
        return f"it broke off ({type(error).__name__})"


def _proposal(claim: Claim) -> Proposal:
    return Proposal(claim.text, claim.facet, tuple(Quote(c.passage, c.quote) for c in claim.citations))
