-- A statement keeps the earnings that stand in it by id, sixteen bytes each in order, instead of a row for each beside a copy
-- of its numbers: an earning is never changed.
ALTER TABLE statement ADD COLUMN pieces bytea NOT NULL DEFAULT '';
-- The second wall also stands before the owner of the tables.
SET LOCAL app.platform = 'on';
UPDATE statement SET pieces = COALESCE(
    (SELECT string_agg(uuid_send(earning_id), ''::bytea ORDER BY earning_id) FROM stated WHERE stated.statement_id = statement.id), '');
SET LOCAL app.platform = 'off';
DROP TABLE stated;
CREATE TRIGGER earning_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON earning FOR EACH STATEMENT EXECUTE FUNCTION tidecrew_append_only();
