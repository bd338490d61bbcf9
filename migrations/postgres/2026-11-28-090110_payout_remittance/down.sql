DROP TABLE remittance;
