"""Filling a form: `posted` and `opened` give a Filling, `form_view` shows it."""

from formbuilder.filling.changes import Change, changes
from formbuilder.filling.logic import (
    Filling,
    final_problems,
    is_refresh,
    opened,
    posted,
    read_post,
    without,
)
from formbuilder.filling.view import FormView, form_view

__all__ = [
    "Change",
    "Filling",
    "FormView",
    "changes",
    "final_problems",
    "form_view",
    "is_refresh",
    "opened",
    "posted",
    "read_post",
    "without",
]
