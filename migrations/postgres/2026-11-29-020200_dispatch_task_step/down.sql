DROP TABLE task_step;
