DROP TABLE earning;
