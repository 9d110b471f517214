-- What the database itself refuses, whoever asks: history is only added to, and rows are seen and written by agency and
-- role (lodged.agency and lodged.role of the transaction). Both bind the owner of the tables too. Triggers that refuse
-- fire for each statement: one for each row would say nothing of rows that row-level security hides.

-- Whose rows this transaction may write.
CREATE FUNCTION register_own_agency() RETURNS uuid LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS
  $$ SELECT nullif(current_setting('lodged.agency', true), '')::uuid $$;

-- Does the role of this transaction read the record?
CREATE FUNCTION register_role_reads() RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS
  $$ SELECT coalesce(current_setting('lodged.role', true), '') IN
     ('release_desk', 'records_supervisor', 'state_analyst', 'counsel', 'federal_liaison', 'auditor') $$;

-- Does it write the record?
CREATE FUNCTION register_role_writes() RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS
  $$ SELECT coalesce(current_setting('lodged.role', true), '') IN ('release_desk', 'records_supervisor') $$;

-- Does it decide whether two rows are one person?
CREATE FUNCTION register_role_rules_on_pairs() RETURNS boolean LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS
  $$ SELECT coalesce(current_setting('lodged.role', true), '') IN
     ('state_analyst', 'records_supervisor', 'counsel', 'auditor') $$;

-- Whose rows it may see: its own agency's and those shared with it today.
CREATE FUNCTION register_visible_agencies() RETURNS uuid[] LANGUAGE sql STABLE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN register_role_reads() THEN array(
    SELECT register_own_agency()
    UNION SELECT agency_id FROM register_sharing
      WHERE reader_id = register_own_agency() AND since <= now() AND (until IS NULL OR until > now())
  ) ELSE '{}'::uuid[] END $$;

-- History is only added to.
CREATE FUNCTION register_refuse() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the history is append-only.', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

-- A row that was superseded stays as it was then.
CREATE FUNCTION register_close_once() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL
     OR to_jsonb(OLD) - 'superseded_at' <> to_jsonb(NEW) - 'superseded_at' THEN
    RAISE EXCEPTION 'A row of % is superseded once and never otherwise changed.', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- Refuse a change of any column but those named.
CREATE FUNCTION register_change_only() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF to_jsonb(OLD) - TG_ARGV <> to_jsonb(NEW) - TG_ARGV THEN
    RAISE EXCEPTION 'Of % this role may change only: %.', TG_TABLE_NAME, array_to_string(TG_ARGV, ', ')
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A payload is blanked only by the expungement whose entry in the journal names its event. The owner of the tables may
-- seal it anew under another key: that it still says the same is what the journal's commitment shows.
CREATE FUNCTION register_expunge_only() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.payload IS NOT NULL AND NEW.payload IS NOT NULL
     AND to_jsonb(OLD) - 'payload' = to_jsonb(NEW) - 'payload'
     AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NEW;
  END IF;
  IF to_jsonb(OLD) - ARRAY['payload', 'salt', 'expunged_by']
       <> to_jsonb(NEW) - ARRAY['payload', 'salt', 'expunged_by']
     OR OLD.payload IS NULL OR NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
     OR coalesce(current_setting('lodged.role', true), '') <> 'records_supervisor'
     OR NOT EXISTS (
       SELECT 1 FROM register_event e JOIN register_journalentry j ON j.event_id = e.id
       WHERE e.id = NEW.expunged_by AND e.name = 'journal.payload-expunged'
         AND position('"' || OLD.id::text || '"' IN convert_from(j.leaf, 'UTF8')) > 0) THEN
    RAISE EXCEPTION 'UPDATE of register_event is refused: the history is append-only; '
                    'only an expungement blanks a payload.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A file that was received is never changed; an order may take its content, and only the owner of the tables does it.
CREATE FUNCTION register_same_file() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF to_jsonb(OLD) - 'content' <> to_jsonb(NEW) - 'content'
     OR current_user <> (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RAISE EXCEPTION 'A file that was received is never changed.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A document that arrived is settled once; an order may blank what was said of it.
CREATE FUNCTION register_settled_once() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.outcome <> 'waiting'
     AND to_jsonb(OLD) - 'said' <> to_jsonb(NEW) - 'said' THEN
    RAISE EXCEPTION 'A paper is settled once.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- An override is ruled on once, and what was asked stays as it was asked; only an expungement blanks the words.
CREATE FUNCTION register_ruled_once() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  words CONSTANT text[] := ARRAY['authority', 'reason', 'ruling_reason'];
BEGIN
  IF NEW.authority NOT IN (OLD.authority, '') OR NEW.reason NOT IN (OLD.reason, '')
     OR OLD.ruled_at IS NOT NULL AND (NEW.ruling_reason NOT IN (OLD.ruling_reason, '')
                                      OR to_jsonb(OLD) - words <> to_jsonb(NEW) - words) THEN
    RAISE EXCEPTION 'An override is ruled on once and never otherwise changed; an expungement blanks its words.'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A hold on disposal is released once.
CREATE FUNCTION register_retentionhold_once() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.released_at IS NOT NULL
     OR to_jsonb(OLD) - ARRAY['released_at', 'released_by_id']
        <> to_jsonb(NEW) - ARRAY['released_at', 'released_by_id'] THEN
    RAISE EXCEPTION 'A row of % is decided once and never otherwise changed.', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- A disposal that two people decided is applied once.
CREATE FUNCTION register_disposal_once() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.applied_at IS NOT NULL
     OR to_jsonb(OLD) - ARRAY['applied_at', 'applied_by_id']
        <> to_jsonb(NEW) - ARRAY['applied_at', 'applied_by_id'] THEN
    RAISE EXCEPTION 'A row of % is decided once and never otherwise changed.', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

-- register_birthdate
ALTER TABLE register_birthdate ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_birthdate FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_birthdate FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_birthdate FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_birthdate FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY expunged ON register_birthdate FOR DELETE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');

-- register_citizenshipclaim: Counsel may rule on a claim or record that it is withdrawn, and write nothing else.
ALTER TABLE register_citizenshipclaim ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_citizenshipclaim FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_citizenshipclaim FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_citizenshipclaim FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_citizenshipclaim FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY expunged ON register_citizenshipclaim FOR DELETE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE POLICY ruled ON register_citizenshipclaim FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'counsel' AND ruled_at IS NULL)
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND ruled_at IS NOT NULL);
CREATE POLICY claim_withdrawn ON register_citizenshipclaim FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'counsel' AND ruled_at IS NULL AND withdrawn_at IS NULL)
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND withdrawn_at IS NOT NULL AND ruled_at IS NULL);
CREATE TRIGGER counsel_rules_only BEFORE UPDATE ON register_citizenshipclaim
  FOR EACH ROW
  WHEN (coalesce(current_setting('lodged.role', true), '') = 'counsel')
  EXECUTE FUNCTION register_change_only('ruled_at', 'ruling', 'ruled_by', 'evidence', 'withdrawn_at',
    'withdrawal_reason');

-- register_custodyspan
ALTER TABLE register_custodyspan ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_custodyspan FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_custodyspan FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_custodyspan FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_custodyspan FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_custodyspan
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER close_once BEFORE UPDATE ON register_custodyspan
  FOR EACH ROW EXECUTE FUNCTION register_close_once();

-- register_decisionrecord: What was decided stays; an expungement blanks its words.
ALTER TABLE register_decisionrecord ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_decisionrecord FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_decisionrecord FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_decisionrecord FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY expunged ON register_decisionrecord FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor')
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND decision IS NULL);
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_decisionrecord
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER blank_only BEFORE UPDATE ON register_decisionrecord
  FOR EACH ROW EXECUTE FUNCTION register_change_only('decision');

-- register_detainer
ALTER TABLE register_detainer ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_detainer FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_detainer FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_detainer FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_detainer FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());

-- register_detainerspan
ALTER TABLE register_detainerspan ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_detainerspan FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_detainerspan FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_detainerspan FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_detainerspan FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_detainerspan
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER close_once BEFORE UPDATE ON register_detainerspan
  FOR EACH ROW EXECUTE FUNCTION register_close_once();

-- register_dispatch: Who asked and in what role never changes: only how far the sending has come.
ALTER TABLE register_dispatch ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_dispatch FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_dispatch FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_dispatch FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_dispatch FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE TRIGGER sent_as_queued BEFORE UPDATE ON register_dispatch
  FOR EACH ROW EXECUTE FUNCTION register_change_only('letter', 'state', 'attempts', 'next_attempt_at',
    'claimed_at', 'possible_repeat', 'last_error', 'done_at');

-- register_disposal: A disposal that was decided is not changed afterwards, but applied.
ALTER TABLE register_disposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_disposal FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_disposal FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND register_role_reads());
CREATE POLICY added ON register_disposal FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE POLICY changed ON register_disposal FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_disposal
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER once BEFORE UPDATE ON register_disposal
  FOR EACH ROW EXECUTE FUNCTION register_disposal_once();

-- register_document: What was received is kept as it was.
ALTER TABLE register_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_document FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_document FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_document FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_document FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY expunged ON register_document FOR DELETE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE TRIGGER same_file BEFORE UPDATE ON register_document
  FOR EACH ROW EXECUTE FUNCTION register_same_file();

-- register_event: Every reader may add that they read a file or looked up a list; whoever may rule, the ruling.
ALTER TABLE register_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_event FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_event FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY changed ON register_event FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY added ON register_event FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND (register_role_writes() OR (register_role_reads() AND
    name = 'person.file-read') OR (coalesce(current_setting('lodged.role', true), '') = 'counsel' AND name IN
    ('stay.claim-ruled', 'detainer.override-ruled'))));
CREATE POLICY added_ruling ON register_event FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_rules_on_pairs() AND name =
    'pair.ruled');
CREATE POLICY added_search ON register_event FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_reads() AND name = 'names.searched');
CREATE POLICY claim_withdrawn ON register_event FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'counsel' AND name = 'stay.claim-withdrawn');
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_event
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER expunge_only BEFORE UPDATE ON register_event
  FOR EACH ROW EXECUTE FUNCTION register_expunge_only();

-- register_facilityreturn: A return is replaced by a later one, never changed.
ALTER TABLE register_facilityreturn ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_facilityreturn FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_facilityreturn FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]) OR coalesce(current_setting('lodged.role',
    true), '') IN ('state_analyst', 'auditor'));
CREATE POLICY added ON register_facilityreturn FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON register_facilityreturn
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_handover
ALTER TABLE register_handover ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_handover FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_handover FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_handover FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_handover FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());

-- register_hold
ALTER TABLE register_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_hold FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_hold FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON register_hold
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_journalcheckpoint
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON register_journalcheckpoint
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_journalentry
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON register_journalentry
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_journalfrontier: There is one frontier, and it moves.
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_journalfrontier
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_journalhash
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON register_journalhash
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_notice
ALTER TABLE register_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_notice FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_notice FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_notice FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());

-- register_override: Counsel may rule on an override, and write nothing else.
ALTER TABLE register_override ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_override FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_override FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_override FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY ruled ON register_override FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND (coalesce(current_setting('lodged.role', true), '') =
    'counsel' OR coalesce(current_setting('lodged.role', true), '') = 'records_supervisor') AND ruled_at IS NULL)
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND ruled_at IS NOT NULL);
CREATE POLICY expunged ON register_override FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor')
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND authority = '' AND reason = '');
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_override
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER rule_only BEFORE UPDATE ON register_override
  FOR EACH ROW EXECUTE FUNCTION register_change_only('ruled_at', 'ruled_by_id', 'confirmed', 'ruling_reason',
    'authority', 'reason');
CREATE TRIGGER counsel_rules_only BEFORE UPDATE ON register_override
  FOR EACH ROW
  WHEN (coalesce(current_setting('lodged.role', true), '') = 'counsel')
  EXECUTE FUNCTION register_change_only('ruled_at', 'ruled_by_id', 'confirmed', 'ruling_reason');
CREATE TRIGGER ruled_once BEFORE UPDATE ON register_override
  FOR EACH ROW EXECUTE FUNCTION register_ruled_once();

-- register_pairruling: A ruling on a pair is added to, never changed.
ALTER TABLE register_pairruling ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_pairruling FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_pairruling FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND register_role_rules_on_pairs());
CREATE POLICY added ON register_pairruling FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_rules_on_pairs());
CREATE POLICY expunged ON register_pairruling FOR DELETE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE TRIGGER refuse BEFORE UPDATE OR TRUNCATE ON register_pairruling
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_paper: What arrived waits until one person settles it.
ALTER TABLE register_paper ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_paper FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_paper FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_paper FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_paper FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE TRIGGER settled_once BEFORE UPDATE ON register_paper
  FOR EACH ROW EXECUTE FUNCTION register_settled_once();

-- register_person
ALTER TABLE register_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_person FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_person FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_person FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_person FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());

-- register_personidentifier
ALTER TABLE register_personidentifier ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_personidentifier FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_personidentifier FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_personidentifier FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_personidentifier FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY expunged ON register_personidentifier FOR DELETE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');

-- register_personname
ALTER TABLE register_personname ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_personname FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_personname FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_personname FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_personname FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY expunged ON register_personname FOR DELETE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');

-- register_retentionhold: A hold that was placed is not changed afterwards, but released.
ALTER TABLE register_retentionhold ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_retentionhold FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_retentionhold FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND register_role_reads());
CREATE POLICY added ON register_retentionhold FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE POLICY changed ON register_retentionhold FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_retentionhold
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER once BEFORE UPDATE ON register_retentionhold
  FOR EACH ROW EXECUTE FUNCTION register_retentionhold_once();

-- register_retentionrule: A schedule that was set is not changed afterwards; a newer one follows it.
ALTER TABLE register_retentionrule ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_retentionrule FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_retentionrule FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND register_role_reads());
CREATE POLICY added ON register_retentionrule FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE TRIGGER refuse BEFORE DELETE OR TRUNCATE ON register_retentionrule
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE TRIGGER refuse_change BEFORE UPDATE ON register_retentionrule
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_savedmapping
ALTER TABLE register_savedmapping ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_savedmapping FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_savedmapping FOR SELECT
  USING (agency_id = (SELECT register_own_agency()) AND register_role_reads());
CREATE POLICY added ON register_savedmapping FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_savedmapping FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());

-- register_sharing: Both agencies see what one shares; the one that shares decides.
ALTER TABLE register_sharing ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_sharing FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_sharing FOR SELECT USING (register_own_agency() IN (agency_id, reader_id));
CREATE POLICY granted ON register_sharing FOR INSERT
  WITH CHECK (agency_id = register_own_agency() AND current_setting('lodged.role', true) = 'agency_administrator');
CREATE POLICY changed ON register_sharing FOR UPDATE
  USING (agency_id = register_own_agency() AND current_setting('lodged.role', true) = 'agency_administrator');

-- register_statedfact
ALTER TABLE register_statedfact ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_statedfact FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_statedfact FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_statedfact FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY expunged ON register_statedfact FOR DELETE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'records_supervisor');
CREATE TRIGGER refuse BEFORE UPDATE OR TRUNCATE ON register_statedfact
  FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();

-- register_stay: Counsel's ruling on a claim shows on the stay.
ALTER TABLE register_stay ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_stay FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_stay FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_stay FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_stay FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY ruled ON register_stay FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'counsel' AND claim = 'open')
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND claim IN ('upheld', 'not shown'));
CREATE POLICY claim_withdrawn ON register_stay FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND coalesce(current_setting('lodged.role', true), '') =
    'counsel' AND claim = 'open')
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND claim = 'withdrawn');
CREATE TRIGGER counsel_rules_only BEFORE UPDATE ON register_stay
  FOR EACH ROW
  WHEN (coalesce(current_setting('lodged.role', true), '') = 'counsel')
  EXECUTE FUNCTION register_change_only('claim', 'version');

-- register_warrant
ALTER TABLE register_warrant ENABLE ROW LEVEL SECURITY;
ALTER TABLE register_warrant FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON register_warrant FOR SELECT
  USING (agency_id = ANY ((SELECT register_visible_agencies())::uuid[]));
CREATE POLICY added ON register_warrant FOR INSERT
  WITH CHECK (agency_id = (SELECT register_own_agency()) AND register_role_writes());
CREATE POLICY changed ON register_warrant FOR UPDATE
  USING (agency_id = (SELECT register_own_agency()) AND register_role_writes());

INSERT INTO register_journalfrontier (id, size, nodes) VALUES (1, 0, '');
REVOKE INSERT, DELETE, TRUNCATE ON register_journalfrontier FROM PUBLIC;
