-- The tables of version 1. docs/database.md describes the three views, which are all that users rely on.

-- One row per run: all that is needed to repeat it.
CREATE TABLE run (
  id              INTEGER PRIMARY KEY,
  name            TEXT NOT NULL,
  configuration   TEXT NOT NULL,     -- the design space with every default written out (JSON, which is YAML)
  hash            TEXT NOT NULL,     -- of the configuration and of all data it refers to
  program_version TEXT NOT NULL,
  program_commit  TEXT NOT NULL,
  models          TEXT NOT NULL,     -- JSON: the performance models
  data            TEXT NOT NULL,     -- JSON: every data file with its digest
  explorer        TEXT NOT NULL,
  options         TEXT NOT NULL,     -- JSON
  objectives      TEXT NOT NULL,     -- JSON: as in the configuration
  seed            INTEGER,           -- null: the explorer draws no random numbers
  threads         INTEGER NOT NULL,
  started_at      TEXT NOT NULL,     -- UTC, ISO 8601
  finished_at     TEXT,
  seconds         REAL NOT NULL,     -- of search, over all sessions of the run
  space_size      ANY NOT NULL,      -- designs in the space: a whole number, or its digits if it does not fit in 63 bits
  store           TEXT NOT NULL CHECK (store IN ('front', 'all')),
  status          TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'complete')),
  next_design     ANY NOT NULL,      -- where an interrupted search goes on
  evaluated       INTEGER NOT NULL,
  feasible        INTEGER NOT NULL
) STRICT;

-- How many designs of a run are infeasible, by first reason, in the order of checking.
CREATE TABLE infeasible (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  reason   TEXT NOT NULL,
  designs  INTEGER NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

-- Which columns of `design` a run fills, in their order.
CREATE TABLE run_column (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name     TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('axis', 'metric')),
  metric   TEXT,                     -- of a metric: as a user names it, "worst(perplexity)"
  maximised INTEGER NOT NULL,        -- 1 if more is better
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

-- Stored designs. A column per axis and metric is added when the first run that has it begins.
-- `design` is a whole number up to 2^63 - 1 and its digits as text beyond.
CREATE TABLE design (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  design   ANY NOT NULL,
  feasible INTEGER NOT NULL,
  reason   TEXT,                     -- why it is infeasible
  PRIMARY KEY (run, design)
) STRICT, WITHOUT ROWID;

-- The designs of each run that no other dominates in its objectives.
CREATE TABLE front (
  run        INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  objectives TEXT NOT NULL,          -- "latency, energy"
  design     ANY NOT NULL,
  PRIMARY KEY (run, objectives, design)
) STRICT, WITHOUT ROWID;

CREATE VIEW runs AS
  SELECT id AS run, name, configuration, hash, program_version, program_commit, models, data, explorer, options, objectives,
         seed, threads, started_at, finished_at, seconds, space_size AS designs, evaluated, feasible, store, status
  FROM run;

CREATE VIEW designs AS SELECT * FROM design;

CREATE VIEW fronts AS SELECT run, objectives, design FROM front;
