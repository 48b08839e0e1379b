-- Every turn had to change it. Ids begin with the time they were made at, and sessions that rest are looked for by these.
DROP INDEX chat_sessions_idle;
