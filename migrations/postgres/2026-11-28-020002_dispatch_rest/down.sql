ALTER TABLE presence DROP COLUMN left_at;
ALTER TABLE presence DROP COLUMN run_ms;
ALTER TABLE presence DROP COLUMN worked_day;
ALTER TABLE presence DROP COLUMN worked_ms;
