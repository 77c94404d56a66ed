-- Version 2: where an interrupted search goes on is the explorer's own text, not the number of a design.

ALTER TABLE run ADD COLUMN checkpoint TEXT NOT NULL DEFAULT '';
UPDATE run SET checkpoint = CAST(next_design AS TEXT);
ALTER TABLE run DROP COLUMN next_design;
