DROP TABLE deposit;
DROP TABLE task_budget;
DROP TABLE project;
