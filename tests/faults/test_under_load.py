"""Killed and stopped while a feed and clerks are at work: nothing acknowledged is lost, the journal is whole each time.

Short here; `make faults` kills twenty times and stops the database five times.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.under_load import check_whole, clerks_at_work, feed, served, start_database

LONG = os.environ.get("LODGED_FAULTS") == "long"
KILLS, STOPS, A_SECOND, SECONDS = (20, 5, 20.0, 6.0) if LONG else (2, 1, 5.0, 2.5)


@pytest.mark.timeout(1800 if LONG else 600)
def test_killed_at_random_and_the_database_stopped_under_load(tmp_path: Path) -> None:
    rng, stopping = random.Random(20260113), threading.Event()  # noqa: S311 - repeatable
    with served(tmp_path / "instance", clerks=4) as target, ThreadPoolExecutor(1) as pool:
        clerks = pool.submit(clerks_at_work, target, stopping, 0.5)
        acknowledged = tried_again = 0
        for n in range(KILLS + STOPS):
            with ThreadPoolExecutor(1) as feeding:
                sent = feeding.submit(feed, target, A_SECOND, SECONDS, f"round-{n}")
                time.sleep(rng.uniform(0.2, SECONDS * 0.8))
                if n < KILLS:
                    target.kill_one(rng.randrange(100))
                else:
                    # At once, as a crash or an impatient administrator does.
                    target.instance.stop_database(signal.SIGQUIT)
                    time.sleep(rng.uniform(0.2, 2.0))
                    start_database(target.instance)
                answers = sent.result()
            found = check_whole(target, answers)
            acknowledged, tried_again = (
                acknowledged + len(answers.acknowledged),
                tried_again + answers.tried_again,
            )
        stopping.set()
        pages = clerks.result()
    assert acknowledged == len(found["bookings"])
    print(
        f"\n{KILLS} kills, {STOPS} stops of the database: {acknowledged:,} bookings acknowledged, each recorded once; "
        f"{tried_again:,} sendings had to be repeated; {len(pages.acknowledged):,} pages shown, "
        f"{pages.tried_again:,} not; journal of {found['entries']:,} entries whole after every one"
    )
