-- Scenarios that enterprises write: a conversation keeps the text it began under.
ALTER TABLE simulation ADD COLUMN scenario_hash TEXT;
