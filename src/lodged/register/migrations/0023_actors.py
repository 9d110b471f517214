"""An act says which program did it for whom; an e-mail keeps the role it was queued with, and who asked never changes."""

from django.db import migrations, models
from django.db.models import Q

ROLES = [
    ("release_desk", "Release desk"),
    ("records_supervisor", "Records supervisor"),
    ("agency_administrator", "Agency administrator"),
    ("state_analyst", "State analyst"),
    ("counsel", "Counsel"),
    ("federal_liaison", "Federal liaison"),
    ("auditor", "Auditor"),
]
STATES = [
    ("queued", "Waiting for its next attempt"),
    ("sending", "Being sent now"),
    ("held", "Waiting for a person to decide; nothing is sent"),
    ("delivered", "Taken by the mail server"),
    ("failed", "Given up; give the notice another way"),
    ("withdrawn", "Stopped by a person"),
]
OPEN = ["queued", "sending", "held"]
SENT_AS_QUEUED = """
CREATE TRIGGER sent_as_queued BEFORE UPDATE ON register_dispatch FOR EACH ROW
  EXECUTE FUNCTION register_change_only(
    'letter', 'state', 'attempts', 'next_attempt_at', 'claimed_at', 'possible_repeat', 'last_error', 'done_at');
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0022_commitment")]
    operations = [
        migrations.AddField(
            "event",
            "program",
            models.CharField(
                blank=True,
                choices=[("outbox", "The outbox, which sends notices by e-mail")],
                default="",
                help_text="What acted for the actor; empty where the actor did it by hand.",
                max_length=16,
            ),
            preserve_default=False,
        ),
        # What was queued before was recorded in this role, whatever role the person had.
        migrations.AddField(
            "dispatch",
            "queued_role",
            models.CharField(
                choices=ROLES,
                default="release_desk",
                help_text="The role of who queued it, when they did; every attempt is recorded in it.",
                max_length=32,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "dispatch", "state", models.CharField(choices=STATES, default="queued", max_length=16)
        ),
        migrations.RemoveConstraint("dispatch", "a_finished_dispatch_says_when"),
        migrations.AddConstraint(
            "dispatch",
            models.CheckConstraint(
                condition=Q(state__in=OPEN, done_at__isnull=True)
                | (~Q(state__in=OPEN) & Q(done_at__isnull=False)),
                name="a_finished_dispatch_says_when",
            ),
        ),
        migrations.RemoveIndex("dispatch", "dispatches_due"),
        migrations.AddIndex(
            "dispatch",
            models.Index(condition=Q(state__in=OPEN), fields=["next_attempt_at"], name="dispatches_due"),
        ),
        migrations.RunSQL(SENT_AS_QUEUED, "DROP TRIGGER sent_as_queued ON register_dispatch"),
    ]
