-- In which session the worker is at the desk: who ends that one sends them home.
ALTER TABLE presence ADD COLUMN session_id BLOB;
