DROP TABLE decision_body;
DROP TABLE decision;
