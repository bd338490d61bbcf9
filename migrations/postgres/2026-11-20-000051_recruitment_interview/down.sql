DROP TABLE interview_part;
DROP TABLE interview;
