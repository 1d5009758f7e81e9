"""The ledger's own rules, kept by the database: raw SQL, bulk writes and the admin cannot get round them (ADR 20).

Plain triggers, so that no session setting of a library switches them off; those that refuse changes are ENABLE
ALWAYS. Each refusal names its rule first ("fund:closed …"), which fund/services maps to words for people.
"""

from django.db import migrations

# One lock for whoever writes to the ledger, held until commit: numbers have no gaps, entries become visible in the
# order of their numbers, and two people cannot both spend what is left of an authorization.
LOCK = """
CREATE FUNCTION fund_lock() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'fund:isolation write to the ledger in read committed or serializable transactions'
      USING ERRCODE = 'check_violation';
  END IF;
  PERFORM pg_advisory_xact_lock(1179992644);
END $$;
"""

ENTERS = """
CREATE FUNCTION fund_entry_enters() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entered fund_entry := NEW;
  original fund_entry;
  other fund_entry;
  added_up numeric;
BEGIN
  PERFORM fund_lock();
  IF entered.reverses_id IS NOT NULL THEN
    -- A reversal says what its original says, with the amount undone; only date, reason, source and author are its own.
    SELECT * INTO original FROM fund_entry WHERE id = entered.reverses_id;
    IF NOT FOUND OR original.reverses_id IS NOT NULL THEN
      RAISE EXCEPTION 'fund:reversal only an entry that is no reversal itself can be reversed'
        USING ERRCODE = 'check_violation';
    END IF;
    IF entered.value_date < original.value_date THEN
      RAISE EXCEPTION 'fund:reversal a reversal cannot be dated before entry %', original.id
        USING ERRCODE = 'check_violation';
    END IF;
    NEW := original;
    NEW.amount := -original.amount;
    NEW.reverses_id := entered.reverses_id;
    NEW.reason := entered.reason;
    NEW.value_date := entered.value_date;
    NEW.date_precision := entered.date_precision;
    NEW.covers_from := NULL;
    NEW.recorded_by_id := entered.recorded_by_id;
    NEW.natural_key := entered.natural_key;
    NEW.source := entered.source;
    NEW.source_es := entered.source_es;
    NEW.source_en := entered.source_en;
    NEW.source_url := entered.source_url;
    NEW.source_page := entered.source_page;
    NEW.document_id := entered.document_id;
    NEW.closing_total := NULL;
    NEW.closing_count := NULL;
    NEW.override_id := NULL;
    NEW.original_amount := NULL;
    NEW.original_currency := '';
    NEW.rate := NULL;
    NEW.rate_source := '';
  END IF;
  NEW.id := (SELECT coalesce(max(id), 0) + 1 FROM fund_entry);
  NEW.recorded_at := clock_timestamp();
  IF NEW.value_date > current_date THEN
    RAISE EXCEPTION 'fund:future the value date % has not come', NEW.value_date USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.reverses_id IS NULL THEN
    PERFORM fund_entry_draws(NEW);
    -- Authorizations and commitments stand under their own number, so that sums group by it.
    IF NEW.kind = 'authorization' THEN NEW.authorization_id := NEW.id; END IF;
    IF NEW.kind = 'commitment' THEN NEW.commitment_id := NEW.id; END IF;
  END IF;
  IF NEW.kind IN ('contribution', 'expenditure') AND NEW.amount IS NOT NULL
     AND NEW.part_of_id IS NULL AND NOT NEW.unclear THEN
    -- A published total to date that was completed stays what it is.
    SELECT * INTO other FROM fund_entry c
    WHERE c.closing_total IS NOT NULL AND c.kind = NEW.kind
      AND (NEW.kind = 'expenditure' OR c.nature = NEW.nature)
      AND c.value_date >= NEW.value_date AND c.id IS DISTINCT FROM NEW.reverses_id
      AND NOT EXISTS (SELECT 1 FROM fund_entry r WHERE r.reverses_id = c.id)
    ORDER BY c.value_date, c.id LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'fund:closed entry % completes the published total until %', other.id, other.value_date
        USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.closing_total IS NOT NULL THEN
      SELECT coalesce(sum(amount), 0) + NEW.amount INTO added_up FROM fund_entry e
      WHERE e.kind = NEW.kind AND (NEW.kind = 'expenditure' OR e.nature = NEW.nature)
        AND e.value_date <= NEW.value_date AND e.part_of_id IS NULL AND NOT e.unclear;
      IF added_up <> NEW.closing_total THEN
        RAISE EXCEPTION 'fund:closing_total with this entry the ledger adds up to %, not %', added_up, NEW.closing_total
          USING ERRCODE = 'check_violation';
      END IF;
    END IF;
  ELSIF NEW.closing_total IS NOT NULL THEN
    RAISE EXCEPTION 'fund:closing_total only contributions and expenditure complete a published total'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""

# What an entry refers to must be what it says, and in force.
DRAWS = """
CREATE FUNCTION fund_entry_draws(entry fund_entry) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  other fund_entry;
  pool_kind text;
BEGIN
  IF entry.authorization_id IS NOT NULL THEN
    SELECT * INTO other FROM fund_entry a WHERE a.id = entry.authorization_id;
    IF entry.kind NOT IN ('commitment', 'expenditure', 'closure') OR other.kind IS DISTINCT FROM 'authorization'
       OR other.reverses_id IS NOT NULL
       OR EXISTS (SELECT 1 FROM fund_entry r WHERE r.reverses_id = entry.authorization_id) THEN
      RAISE EXCEPTION 'fund:authorization entry % is no authorization in force', entry.authorization_id
        USING ERRCODE = 'check_violation';
    END IF;
    SELECT kind INTO pool_kind FROM fund_pool WHERE code = entry.pool_id;
    IF entry.kind <> 'closure' AND entry.pool_note = '' AND (
      (other.pool_id IS NOT NULL AND entry.pool_id IS DISTINCT FROM other.pool_id)
      OR (other.pool_id IS NULL AND pool_kind = 'special')
    ) THEN
      RAISE EXCEPTION 'fund:pool another pool than authorized pays, and nothing says why'
        USING ERRCODE = 'check_violation';
    END IF;
  ELSIF entry.kind IN ('commitment', 'closure') THEN
    RAISE EXCEPTION 'fund:authorization a % names its authorization', entry.kind USING ERRCODE = 'check_violation';
  ELSIF entry.kind = 'expenditure' AND entry.amount IS NOT NULL AND entry.closing_total IS NULL
        AND entry.part_of_id IS NULL AND NOT entry.unclear AND entry.override_id IS NULL THEN
    RAISE EXCEPTION 'fund:authorization an expenditure names its authorization' USING ERRCODE = 'check_violation';
  END IF;
  IF entry.commitment_id IS NOT NULL THEN
    SELECT * INTO other FROM fund_entry c WHERE c.id = entry.commitment_id;
    IF entry.kind <> 'expenditure' OR other.kind IS DISTINCT FROM 'commitment' OR other.reverses_id IS NOT NULL
       OR other.authorization_id IS DISTINCT FROM entry.authorization_id
       OR EXISTS (SELECT 1 FROM fund_entry r WHERE r.reverses_id = entry.commitment_id) THEN
      RAISE EXCEPTION 'fund:commitment entry % is no commitment in force under this authorization', entry.commitment_id
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF entry.override_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM fund_override o
    WHERE o.id = entry.override_id AND o.state = 'approved' AND o.amount >= entry.amount
      AND o.authorization_id IS NOT DISTINCT FROM entry.authorization_id
      AND o.decided_by_id IS DISTINCT FROM entry.recorded_by_id AND entry.recorded_by_id IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'fund:override a second person has not approved this amount' USING ERRCODE = 'check_violation';
  END IF;
END $$;
"""

LEFT = """
CREATE FUNCTION fund_left(wanted bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(CASE kind WHEN 'authorization' THEN amount ELSE -amount END)
                  FILTER (WHERE kind <> 'commitment'), 0)
    - coalesce((
        SELECT sum(greatest(0, open)) FROM (
          SELECT sum(CASE kind WHEN 'commitment' THEN amount ELSE -amount END) AS open
          FROM fund_entry WHERE authorization_id = wanted AND commitment_id IS NOT NULL GROUP BY commitment_id
        ) AS commitments), 0)
  FROM fund_entry WHERE authorization_id = wanted
$$;
CREATE FUNCTION fund_entry_entered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.authorization_id IS NOT NULL AND NEW.override_id IS NULL AND NEW.amount IS NOT NULL
     AND (NEW.amount > 0 OR NEW.kind = 'authorization') AND fund_left(NEW.authorization_id) < 0 THEN
    RAISE EXCEPTION 'fund:ceiling entry % goes beyond authorization % by %',
      NEW.id, NEW.authorization_id, -fund_left(NEW.authorization_id) USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
"""

ISSUED = """
CREATE FUNCTION fund_statement_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM fund_lock();
  NEW.id := (SELECT coalesce(max(id), 0) + 1 FROM fund_statement);
  NEW.issued_at := clock_timestamp();
  IF NEW.through > (SELECT coalesce(max(id), 0) FROM fund_entry) THEN
    RAISE EXCEPTION 'fund:through a statement cannot know entries that do not exist' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
"""

FROZEN = """
CREATE FUNCTION fund_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'fund:append_only % is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'check_violation', HINT = 'Reverse the entry instead.';
END $$;
"""


def _triggers(table: str, enters: str) -> str:
    return f"""
CREATE TRIGGER fund_enters BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {enters}();
CREATE TRIGGER fund_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION fund_append_only();
CREATE TRIGGER fund_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION fund_append_only();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER fund_no_change;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER fund_no_truncate;
"""


TRIGGERS = (
    _triggers("fund_entry", "fund_entry_enters")
    + _triggers("fund_statement", "fund_statement_issued")
    + "CREATE TRIGGER fund_entered AFTER INSERT ON fund_entry FOR EACH ROW EXECUTE FUNCTION fund_entry_entered();"
)
WATCHED = (
    "fund_entry",
    "fund_statement",
    "fund_pool",
    "fund_publishedsituation",
    "fund_publishedfigure",
    "fund_budget",
    "fund_budgetline",
    "fund_budgetprintedfigure",
    "fund_fundingrule",
)
WATCH = "".join(f"SELECT watch_public_table('{table}');\n" for table in WATCHED)
UNDO = (
    "".join(f"DROP TRIGGER IF EXISTS public_change ON {table};\n" for table in WATCHED)
    + "DROP FUNCTION IF EXISTS fund_append_only, fund_statement_issued, fund_entry_entered, fund_left(bigint),\n"
    "  fund_entry_enters, fund_entry_draws(fund_entry), fund_lock CASCADE;\n"
)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_public_version"), ("fund", "0002_decision_meeting_document")]
    operations = [migrations.RunSQL(LOCK + DRAWS + ENTERS + LEFT + ISSUED + FROZEN + TRIGGERS + WATCH, UNDO)]
