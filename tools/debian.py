"""Debian packages, installed only where we are allowed to: as root, with apt-get there."""

import os
import shutil

from tools.children import run, say


def may_install() -> bool:
    """Tell whether this account can install packages without being asked for anything."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> bool:
    """Install the packages and say so; False when that is not allowed or did not work."""
    if not may_install():
        return False
    say(f"Đang cài gói hệ thống: {' '.join(packages)} …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with open(os.devnull, "w") as silence:
        # A fresh machine has no package lists; an old one may have lists that have moved on.
        run(["apt-get", "-q", "update"], env=env, output=silence)
        command = ["apt-get", "-q", "-y", "install", "--no-install-recommends", *packages]
        return run(command, env=env, output=silence) == 0


def missing_advice(packages: list[str]) -> str:
    """Say how to get the packages, for the end of a sentence."""
    return f"hãy chạy với quyền quản trị “apt-get install {' '.join(packages)}”"
