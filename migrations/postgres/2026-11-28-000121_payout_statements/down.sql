DROP TABLE stated;
DROP TABLE statement;
