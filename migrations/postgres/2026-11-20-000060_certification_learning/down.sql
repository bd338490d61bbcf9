DROP TABLE exam;
DROP TABLE lesson;
DROP TABLE learner;
