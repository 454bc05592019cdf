-- What was made otherwise than the file says, the first of them: [{"line": 7, "message": "…"}].
ALTER TABLE ticket_imports ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]';
