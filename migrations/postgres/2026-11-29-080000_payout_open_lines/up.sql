-- Lines that stand in no statement yet, worker by worker: a month is closed in that order. Closed lines leave the index.
DROP INDEX adjustment_open;
CREATE INDEX adjustment_open ON adjustment (worker_id, day) WHERE statement_id IS NULL;
