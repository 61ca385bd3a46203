"""What goes wrong with a list and its files, said in Vietnamese."""


class TakeoverError(ValueError):
    """What was sent or asked cannot be done; the message is Vietnamese and says what to do."""


class OtherReport(TakeoverError):
    """The report that somebody decided on is not the one that is there now."""
