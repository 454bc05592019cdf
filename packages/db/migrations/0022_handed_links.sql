-- A link that somebody else has made for a member signs in as that member in this tenant alone: whoever made it could have
-- used it themselves, and the member may be somebody in other tenants too. The session says so in `opened_by`.
ALTER TABLE sign_in_links ADD COLUMN handed boolean NOT NULL DEFAULT false;
