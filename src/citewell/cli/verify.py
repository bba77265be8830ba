"""`citewell verify`: the gate on its own, over JSON Lines."""

from __future__ import annotations

import sys
from typing import Any

import click

from citewell.errors import BadInput


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines (this verb prints nothing else).")
def verify(as_json: bool) -> None:
    """Check claims against their evidence.

    Reads lines of {"id", "claim", "evidence"} from standard input and answers each with a verdict.
    """
    del as_json
    import orjson

    failed = 0
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            result = _judge(orjson.loads(line))
        except (orjson.JSONDecodeError, ValueError) as error:
            failed += 1
            click.echo(f"citewell: line {number}: {error}", err=True)
            continue
        sys.stdout.buffer.write(orjson.dumps(result) + b"\n")
    sys.stdout.buffer.flush()
    if failed:
        raise click.exceptions.Exit(BadInput.exit_code)


def _judge(item: Any) -> dict[str, Any]:
    from citewell.verify import judge_text

    if not isinstance(item, dict) or not isinstance(item.get("claim"), str) or not item["claim"].strip():
        raise ValueError('a line is an object {"id", "claim", "evidence"} with the claim as text')
    evidence = item.get("evidence")
    texts = [evidence] if isinstance(evidence, str) else evidence
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError('"evidence" is a text or a list of texts')
    verdict = judge_text(item["claim"], texts)
    passed = sum(check.passed for check in verdict.checks)
    return {
        "id": item.get("id"),
        "verdict": verdict.kind.value,
        "score": round(passed / len(verdict.checks), 3),
        "checks": [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in verdict.checks],
    }
