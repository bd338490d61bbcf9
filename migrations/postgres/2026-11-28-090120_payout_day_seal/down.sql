DROP TABLE day_seal;
