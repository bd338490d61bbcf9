DROP TABLE test_call_offer;
