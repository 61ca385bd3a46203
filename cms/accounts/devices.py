"""What kind of machine a browser says it runs on, in words that its owner recognises."""

SYSTEMS = (
    ("Android", "Điện thoại hoặc máy tính bảng Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Máy tính Windows"),
    ("Mac OS X", "Máy Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Máy tính Linux"),
)
# Later browsers name the earlier ones, too: the first that is found decides.
BROWSERS = (
    ("coc_coc", "Cốc Cốc"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def named(user_agent: str) -> str:
    """Return «Máy tính Windows, trình duyệt Chrome»; what is not recognised is said to be
    unknown."""
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "Thiết bị chưa rõ")
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    return f"{system}, trình duyệt {browser}" if browser else system
