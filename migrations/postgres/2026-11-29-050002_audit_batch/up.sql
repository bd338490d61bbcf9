-- The entry of the log that lists a row; none while it waits.
ALTER TABLE verdict ADD COLUMN leaf_id uuid;
ALTER TABLE reservation ADD COLUMN leaf_id uuid;
CREATE INDEX verdict_leafless ON verdict (tenant_id, id) WHERE leaf_id IS NULL;
CREATE INDEX reservation_leafless ON reservation (tenant_id, id) WHERE leaf_id IS NULL;
