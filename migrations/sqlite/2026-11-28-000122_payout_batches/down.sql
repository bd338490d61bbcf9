DROP TABLE bank_line;
DROP TABLE payout;
DROP TABLE payout_approval;
DROP TABLE payout_batch;
DROP TABLE payee;
