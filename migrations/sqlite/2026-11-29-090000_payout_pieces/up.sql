-- A statement keeps the earnings that stand in it by id, sixteen bytes each in order, instead of a row for each beside a copy
-- of its numbers: an earning is never changed.
ALTER TABLE statement ADD COLUMN pieces BLOB NOT NULL DEFAULT x'';
UPDATE statement SET pieces = COALESCE(unhex((SELECT group_concat(one, '') FROM
    (SELECT hex(earning_id) AS one FROM stated WHERE stated.statement_id = statement.id ORDER BY earning_id))), x'');
DROP TABLE stated;
CREATE TRIGGER earning_no_update BEFORE UPDATE ON earning BEGIN SELECT RAISE(ABORT, 'earning is append-only'); END;
CREATE TRIGGER earning_no_delete BEFORE DELETE ON earning BEGIN SELECT RAISE(ABORT, 'earning is append-only'); END;
