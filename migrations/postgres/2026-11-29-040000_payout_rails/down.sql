DROP TABLE rail_file;
DROP TABLE payout_step;
DROP INDEX payout_due;
ALTER TABLE payout DROP COLUMN news;
ALTER TABLE payout DROP COLUMN next_at;
ALTER TABLE payout DROP COLUMN tries;
ALTER TABLE payout DROP COLUMN rail;
