DROP TABLE gold;
DROP TABLE contest;
