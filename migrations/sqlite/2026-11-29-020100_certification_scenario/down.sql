ALTER TABLE simulation DROP COLUMN scenario_hash;
