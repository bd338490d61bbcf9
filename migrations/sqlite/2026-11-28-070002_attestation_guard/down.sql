DROP TABLE guard_incident;
DROP TABLE guard_run;
