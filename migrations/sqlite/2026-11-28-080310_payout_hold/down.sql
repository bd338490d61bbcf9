DROP TABLE public_earning;
DROP TABLE hold;
