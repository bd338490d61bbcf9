DROP TABLE test_score;
DROP TABLE test_call;
ALTER TABLE certificate DROP COLUMN live_at;
