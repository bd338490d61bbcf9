DROP TABLE idempotency;
DROP TABLE stream_event;
DROP TABLE stream;
DROP TABLE lease;
DROP TABLE job;
DROP TABLE outbox_done;
DROP TABLE outbox;
DROP FUNCTION tidecrew_may(uuid);
