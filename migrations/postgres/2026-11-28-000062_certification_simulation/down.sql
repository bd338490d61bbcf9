DROP TABLE mastery;
DROP TABLE simulation;
