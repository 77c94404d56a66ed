-- Version 4: races of explorers on a space, and what each run of one had found after how many evaluations.

CREATE TABLE race (
  id                 INTEGER PRIMARY KEY,
  name               TEXT NOT NULL,     -- of the space
  configuration      TEXT NOT NULL,     -- the space with every default written out (JSON)
  hash               TEXT NOT NULL,     -- of it and of all data it refers to
  program_version    TEXT NOT NULL,
  program_commit     TEXT NOT NULL,
  objectives         TEXT NOT NULL,     -- JSON
  space_size         ANY NOT NULL,      -- designs: a whole number, or its digits if it does not fit in 63 bits
  budget_evaluations INTEGER,           -- of each run; one of both is null
  budget_seconds     REAL,
  threads            INTEGER NOT NULL,
  reference          TEXT NOT NULL,     -- whose front shares are of
  reference_exact    INTEGER NOT NULL,  -- 1: it is the whole front
  reference_designs  INTEGER NOT NULL,  -- in it, equal ones once
  started_at         TEXT NOT NULL,     -- UTC, ISO 8601
  seconds            REAL NOT NULL,
  status             TEXT NOT NULL CHECK (status IN ('interrupted', 'complete'))
) STRICT;

CREATE TABLE race_run (
  race      INTEGER NOT NULL REFERENCES race(id) ON DELETE CASCADE,
  position  INTEGER NOT NULL,
  explorer  TEXT NOT NULL,
  options   TEXT NOT NULL,     -- JSON
  drawing   INTEGER NOT NULL,  -- 0: options as given; otherwise a set drawn at random
  seed      INTEGER,           -- null: the explorer draws no random numbers
  evaluated INTEGER NOT NULL,  -- designs
  front     INTEGER NOT NULL,  -- designs found that no other found dominates, equal ones once
  cpu_s     REAL NOT NULL,     -- seconds of processors, for the search
  PRIMARY KEY (race, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE race_share (
  race        INTEGER NOT NULL REFERENCES race(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  evaluations INTEGER NOT NULL,
  share       REAL NOT NULL,     -- of the reference's hypervolume
  PRIMARY KEY (race, position, evaluations)
) STRICT, WITHOUT ROWID;

CREATE VIEW races AS
  SELECT race, name, hash, program_version, objectives, space_size AS designs, reference, reference_exact, started_at, status,
         explorer, options, drawing, seed, evaluated, front, cpu_s, evaluations, share
  FROM race JOIN race_run ON race = race.id JOIN race_share USING (race, position);
