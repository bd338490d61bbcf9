ALTER TABLE verdict DROP COLUMN beside;
