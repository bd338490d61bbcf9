DROP TABLE earning_step;
