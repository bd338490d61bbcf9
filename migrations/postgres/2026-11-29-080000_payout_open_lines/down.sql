DROP INDEX adjustment_open;
CREATE INDEX adjustment_open ON adjustment (statement_id, day, worker_id);
