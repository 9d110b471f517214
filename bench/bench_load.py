"""Fifty clerks and a feed of custody events, against one served instance on this machine.

Prints what the instance kept up with. `python bench/bench_load.py [EVENTS A SECOND] [SECONDS] [CLERKS]`, by default 100
for 120 seconds with 50 clerks. The feed comes twice: :data:`TOGETHER` events in a request, as a jail system sends what
gathered in a fifth of a second, and each event in a request of its own. The same clerks without a feed are the peer of
the ratio. The senders run on the same cores as the instance.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.faults.under_load import Answers, Served, check_whole, clerks_at_work, feed, served

TOGETHER = 20


def main() -> None:
    a_second, seconds, clerks = (
        float(told) if told else default
        for told, default in zip((*sys.argv[1:], "", "", "")[:3], (100.0, 120.0, 50.0), strict=True)
    )
    print(f"asked: {a_second:.0f} events a second for {seconds:.0f} s, {clerks:.0f} clerks")
    with (
        tempfile.TemporaryDirectory(prefix="lodged-load-") as folder,
        served(Path(folder) / "instance", clerks=int(clerks), web_workers=4) as target,
    ):
        alone = at_work(target, min(seconds, 20.0)).percentile(0.5)
        for together in (TOGETHER, 1):
            told(target, a_second, seconds, together, alone)


def told(target: Served, a_second: float, seconds: float, together: int, alone: float) -> None:
    """Feed the instance while the clerks are at work, and print how both fared."""
    stopping = threading.Event()
    began = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        pages = pool.submit(clerks_at_work, target, stopping)
        sent = feed(target, a_second, seconds, f"load-{together}", senders=64, together=together)
        took = time.monotonic() - began
        stopping.set()
        shown = pages.result()
    found = check_whole(target, sent)
    print(
        f"events, {together} in a request: {len(sent.acknowledged):,} acknowledged in {took:.0f} s = "
        f"{len(sent.acknowledged) / took:.1f} a second; half within {sent.percentile(0.5):.2f} s, "
        f"95 % within {sent.percentile(0.95):.2f} s, {sent.tried_again} sent again, {len(sent.lost)} lost"
    )
    print(
        f"  pages: {len(shown.acknowledged):,} shown, half within {shown.percentile(0.5):.2f} s, "
        f"95 % within {shown.percentile(0.95):.2f} s, {shown.tried_again} failed; "
        f"x{shown.percentile(0.5) / max(alone, 1e-9):.1f} the time without the feed ({alone:.2f} s)"
    )
    print(f"  journal: {found['entries']:,} entries, whole")


def at_work(target: Served, seconds: float) -> Answers:
    """The clerks alone, for comparison."""
    stopping = threading.Event()
    threading.Timer(seconds, stopping.set).start()
    return clerks_at_work(target, stopping)


if __name__ == "__main__":
    main()
