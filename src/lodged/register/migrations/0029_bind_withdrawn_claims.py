"""Counsel may record that a claim of US citizenship is withdrawn, as they may rule on one, and write nothing else."""

from django.db import migrations

COUNSEL = "coalesce(current_setting('lodged.role', true), '') = 'counsel'"
OWN = "agency_id = (SELECT register_own_agency())"
RULING = "'ruled_at', 'ruling', 'ruled_by', 'evidence'"


def counsel_rules_only(columns: str) -> str:
    return f"""
DROP TRIGGER counsel_rules_only ON register_citizenshipclaim;
CREATE TRIGGER counsel_rules_only BEFORE UPDATE ON register_citizenshipclaim FOR EACH ROW WHEN ({COUNSEL})
  EXECUTE FUNCTION register_change_only({columns});"""


class Migration(migrations.Migration):
    dependencies = [("register", "0028_withdrawn_claims")]
    operations = [
        migrations.RunSQL(
            f"""
CREATE POLICY claim_withdrawn ON register_event FOR INSERT
  WITH CHECK ({OWN} AND {COUNSEL} AND name = 'stay.claim-withdrawn');
CREATE POLICY claim_withdrawn ON register_stay FOR UPDATE
  USING ({OWN} AND {COUNSEL} AND claim = 'open') WITH CHECK ({OWN} AND claim = 'withdrawn');
CREATE POLICY claim_withdrawn ON register_citizenshipclaim FOR UPDATE
  USING ({OWN} AND {COUNSEL} AND ruled_at IS NULL AND withdrawn_at IS NULL)
  WITH CHECK ({OWN} AND withdrawn_at IS NOT NULL AND ruled_at IS NULL);"""
            + counsel_rules_only(f"{RULING}, 'withdrawn_at', 'withdrawal_reason'"),
            """
DROP POLICY claim_withdrawn ON register_event;
DROP POLICY claim_withdrawn ON register_stay;
DROP POLICY claim_withdrawn ON register_citizenshipclaim;"""
            + counsel_rules_only(RULING),
        )
    ]
