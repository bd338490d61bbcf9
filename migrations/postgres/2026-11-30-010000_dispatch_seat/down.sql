ALTER TABLE presence DROP COLUMN session_id;
