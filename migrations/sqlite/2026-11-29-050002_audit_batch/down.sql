DROP INDEX reservation_leafless;
DROP INDEX verdict_leafless;
ALTER TABLE reservation DROP COLUMN leaf_id;
ALTER TABLE verdict DROP COLUMN leaf_id;
