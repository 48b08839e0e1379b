DROP INDEX chat_sessions_of_product;
DROP TABLE media_bond;
