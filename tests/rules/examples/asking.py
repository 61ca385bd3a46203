"""What the screens ask of a rule's body, with its own examples."""

from collections.abc import Mapping
from typing import Any

from registry.canonical import Body
from registry.kinds import Context
from rules.examples import services
from rules.examples.of_rules import subject_in
from rules.examples.running import run
from rules.examples.shape import examples_of


def try_out(body: Body, answers: Mapping[str, Any], context: Context) -> dict[str, Any]:
    subject = subject_in(body, context)
    return services.tried(subject, answers, run(subject, examples_of(body)))


def coverage_of(body: Body, context: Context) -> dict[str, Any]:
    subject = subject_in(body, context)
    return services.covered(subject, run(subject, examples_of(body)))


def proposals_of(body: Body, context: Context) -> dict[str, Any]:
    subject = subject_in(body, context)
    return services.proposed(subject, run(subject, examples_of(body)))
