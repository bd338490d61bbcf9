DROP TABLE verdict;
