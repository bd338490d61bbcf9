-- How an exam was timed, and what of it no person could have done; it decides nothing.
ALTER TABLE exam ADD COLUMN timing jsonb;
