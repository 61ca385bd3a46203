"""Filling a form: `posted` and `opened` give a Filling, `form_view` shows it."""

from formbuilder.filling.logic import (
    Filling,
    final_problems,
    is_refresh,
    opened,
    posted,
    read_post,
)
from formbuilder.filling.view import FormView, form_view

__all__ = [
    "Filling",
    "FormView",
    "final_problems",
    "form_view",
    "is_refresh",
    "opened",
    "posted",
    "read_post",
]
