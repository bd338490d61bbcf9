DROP TABLE procedure_step;
DROP TABLE procedure_run;
