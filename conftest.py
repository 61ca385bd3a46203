"""What every test and benchmark shares; each part says in its first line what it is for."""

pytest_plugins = [
    "tests.support.network",
    "tests.support.browser",
    "tests.support.collection",
    "tests.support.database",
    "tests.support.registers",
    "tests.support.worlds",
    "tests.support.servers",
]
