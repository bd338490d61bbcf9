DROP TABLE sign_up;
DROP TABLE account;
DROP TABLE tenant;
