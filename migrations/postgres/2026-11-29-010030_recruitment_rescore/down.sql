DROP TABLE rescore_result;
DROP TABLE rescore_run;
