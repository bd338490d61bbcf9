DROP INDEX verdict_author;
DROP TABLE exception_item;
DROP TABLE exception;
DROP TABLE evaluation_review;
DROP TABLE evaluation;
