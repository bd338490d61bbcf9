ALTER TABLE exception_item DROP COLUMN worker_id;
DROP INDEX exception_group_about;
ALTER TABLE exception DROP COLUMN about;
