DROP TABLE postpaid;
DROP TABLE credit_line;
