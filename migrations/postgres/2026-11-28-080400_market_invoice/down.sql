DROP TABLE refund;
DROP TABLE invoice;
