ALTER TABLE project DROP COLUMN is_drawn;
