-- How long a worker has worked: today, and since the last rest.
ALTER TABLE presence ADD COLUMN worked_ms bigint NOT NULL DEFAULT 0;
ALTER TABLE presence ADD COLUMN worked_day bigint NOT NULL DEFAULT 0;
ALTER TABLE presence ADD COLUMN run_ms bigint NOT NULL DEFAULT 0;
ALTER TABLE presence ADD COLUMN left_at timestamptz;
