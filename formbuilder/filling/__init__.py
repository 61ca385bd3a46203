"""How a form is filled in: `posted` and `opened` give a Filling, `form_view` shows it.

What was typed becomes answers, visible fields and problems, on the server alone; `final_problems`
has the last word before a save, `changes` tells what a page of before would undo.
"""

from formbuilder.filling.changes import Change, changes
from formbuilder.filling.logic import (
    Filling,
    final_problems,
    opened,
    posted,
    visible_fields,
)
from formbuilder.filling.post import PREFIX, is_refresh, without
from formbuilder.filling.view import FormView, form_view

__all__ = [
    "PREFIX",
    "Change",
    "Filling",
    "FormView",
    "changes",
    "final_problems",
    "form_view",
    "is_refresh",
    "opened",
    "posted",
    "visible_fields",
    "without",
]
