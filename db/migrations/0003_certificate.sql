-- Version 3: what a search that leaves designs out says of them, so that they add up to the space.

CREATE TABLE certificate (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  what     TEXT NOT NULL,
  count    ANY,                      -- of designs, or of boxes: a whole number, or its digits if it does not fit in 63 bits
  additive REAL,                     -- of an objective, in its position: by how much a design that is still open may be better
  relative REAL,                     -- the same as a share of what it may have; null where that is not bounded
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE VIEW certificates AS SELECT run, position, what, count, additive, relative FROM certificate;
