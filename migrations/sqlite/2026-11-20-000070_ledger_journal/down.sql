DROP TABLE ledger_pending;
DROP TABLE ledger_transfer;
DROP TABLE ledger_balance;
DROP TABLE ledger_account;
