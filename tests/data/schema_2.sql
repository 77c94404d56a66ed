PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
  evaluated       INTEGER NOT NULL,
  feasible        INTEGER NOT NULL
, checkpoint TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO run VALUES(1,'a run of version 2',replace('{\n  "version": 1,\n  "name": "a run of version 1",\n  "workloads": [\n    {\n      "name": "decode",\n      "model": "opt-125m",\n      "phase": "decode",\n      "context": 64,\n      "batch": 1,\n      "tokens": 1\n    }\n  ],\n  "design": {\n    "performance_model": "bitmod-2025-07",\n    "array": {"rows": [8, 16], "columns": 8},\n    "weights": {"datatype": "int4", "group_size": [128, "channel"]},\n    "technology": "tsmc28",\n    "clock": "1 GHz",\n    "pe": {"kind": "bitmod", "activation": "fp16"},\n    "kv_cache": {"datatype": "fp16"},\n    "weight_buffer": {"size": "512 KiB", "banks": 8},\n    "input_buffer": {"size": "512 KiB", "banks": 8},\n    "dram": {"bus": "128 bit", "energy": "18.75 pJ/bit"}\n  },\n  "accuracy": {"dataset": "wikitext2", "head": "kept", "method": "rtn"},\n  "objectives": ["compute_cycles", "area"],\n  "explorer": {"name": "exhaustive", "ties": "first"},\n  "store": "front"\n}','\n',char(10)),'4866bf7c69af6b80bb11886fc8eab4af','0.1.0','2d4ec4ac83e2-dirty','["bitmod-2025-07"]','[{"what": "workload", "name": "opt-125m", "digest": "4f3eacf60196b41d020d79ddca0024c0"}, {"what": "technology", "name": "tsmc28", "digest": "0fe1769ee5ca5fdd380bf809ba95a845"}, {"what": "pe", "name": "bitmod", "digest": "98a1bffd96c2947527102a3e1a1f043d"}, {"what": "perplexity", "name": "published_perplexity.csv", "digest": "944a4f05eb881344103752960858bfc5"}, {"what": "perplexity", "name": "free_precisions.csv", "digest": "314833baa6ded8793caa309d94762f25"}]','exhaustive','{"name": "exhaustive", "ties": "first"}','["compute_cycles", "area"]',NULL,2,'2026-11-22T02:34:30Z','2026-11-22T02:34:30Z',0.00018205500000000000436,4,'front','complete',4,4,'4');
CREATE TABLE infeasible (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  reason   TEXT NOT NULL,
  designs  INTEGER NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE run_column (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name     TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('axis', 'metric')),
  metric   TEXT,                     -- of a metric: as a user names it, "worst(perplexity)"
  maximised INTEGER NOT NULL,        -- 1 if more is better
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
INSERT INTO run_column VALUES(1,0,'array_rows','axis',NULL,0);
INSERT INTO run_column VALUES(1,1,'weights_group_size','axis',NULL,0);
INSERT INTO run_column VALUES(1,2,'tpot_s','metric','tpot',0);
INSERT INTO run_column VALUES(1,3,'latency_s','metric','latency',0);
INSERT INTO run_column VALUES(1,4,'compute_cycles','metric','compute_cycles',0);
INSERT INTO run_column VALUES(1,5,'total_cycles','metric','total_cycles',0);
INSERT INTO run_column VALUES(1,6,'energy_j','metric','energy',0);
INSERT INTO run_column VALUES(1,7,'energy_onchip_j','metric','energy_onchip',0);
INSERT INTO run_column VALUES(1,8,'energy_compute_j','metric','energy_compute',0);
INSERT INTO run_column VALUES(1,9,'energy_sram_read_j','metric','energy_sram_read',0);
INSERT INTO run_column VALUES(1,10,'energy_sram_write_j','metric','energy_sram_write',0);
INSERT INTO run_column VALUES(1,11,'energy_dram_j','metric','energy_dram',0);
INSERT INTO run_column VALUES(1,12,'energy_leakage_j','metric','energy_leakage',0);
INSERT INTO run_column VALUES(1,13,'energy_per_token_j','metric','energy_per_token',0);
INSERT INTO run_column VALUES(1,14,'edp_js','metric','edp',0);
INSERT INTO run_column VALUES(1,15,'power_w','metric','power',0);
INSERT INTO run_column VALUES(1,16,'peak_power_w','metric','peak_power',0);
INSERT INTO run_column VALUES(1,17,'area_mm2','metric','area',0);
INSERT INTO run_column VALUES(1,18,'pe_array_area_mm2','metric','pe_array_area',0);
INSERT INTO run_column VALUES(1,19,'weight_buffer_area_mm2','metric','weight_buffer_area',0);
INSERT INTO run_column VALUES(1,20,'input_buffer_area_mm2','metric','input_buffer_area',0);
INSERT INTO run_column VALUES(1,21,'encoder_area_mm2','metric','encoder_area',0);
INSERT INTO run_column VALUES(1,22,'weight_bytes','metric','weight_bytes',0);
INSERT INTO run_column VALUES(1,23,'tokens_per_s','metric','tokens_per_s',1);
INSERT INTO run_column VALUES(1,24,'tokens_per_j','metric','tokens_per_j',1);
INSERT INTO run_column VALUES(1,25,'peak_tops','metric','peak_tops',1);
INSERT INTO run_column VALUES(1,26,'achieved_tops','metric','achieved_tops',1);
INSERT INTO run_column VALUES(1,27,'tops_per_w','metric','tops_per_w',1);
INSERT INTO run_column VALUES(1,28,'tops_per_mm2','metric','tops_per_mm2',1);
INSERT INTO run_column VALUES(1,29,'error','metric','error',0);
INSERT INTO run_column VALUES(1,30,'perplexity','metric','perplexity',0);
INSERT INTO run_column VALUES(1,31,'perplexity_error','metric','perplexity_error',0);
INSERT INTO run_column VALUES(1,32,'perplexity_basis','metric',NULL,0);
CREATE TABLE design (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  design   ANY NOT NULL,
  feasible INTEGER NOT NULL,
  reason   TEXT, "array_rows" INTEGER, "weights_group_size" ANY, "tpot_s" REAL, "latency_s" REAL, "compute_cycles" REAL, "total_cycles" REAL, "energy_j" REAL, "energy_onchip_j" REAL, "energy_compute_j" REAL, "energy_sram_read_j" REAL, "energy_sram_write_j" REAL, "energy_dram_j" REAL, "energy_leakage_j" REAL, "energy_per_token_j" REAL, "edp_js" REAL, "power_w" REAL, "peak_power_w" REAL, "area_mm2" REAL, "pe_array_area_mm2" REAL, "weight_buffer_area_mm2" REAL, "input_buffer_area_mm2" REAL, "encoder_area_mm2" REAL, "weight_bytes" REAL, "tokens_per_s" REAL, "tokens_per_j" REAL, "peak_tops" REAL, "achieved_tops" REAL, "tops_per_w" REAL, "tops_per_mm2" REAL, "error" REAL, "perplexity" REAL, "perplexity_error" REAL, "perplexity_basis" TEXT,                     -- why it is infeasible
  PRIMARY KEY (run, design)
) STRICT, WITHOUT ROWID;
INSERT INTO design VALUES(1,0,1,NULL,8,128,0.0080163839999999996627,0.0080163839999999996627,8016384.0,8016384.0,0.010931707605656799595,0.0010911316056568000614,0.00043096080384000002303,0.00050755607347200001281,0.0001526147283447999985,0.0098405760000000001841,0.0,0.010931707605656799595,8.7632765942665470692e-05,1.3636706532093272326,1.3636706532093272326,3.008996800000000249,0.096492800000000003568,1.427944000000000102,1.4845600000000001017,0.0,62736960.0,124.74452321645270558,91.477016772981826877,0.25600000000000000532,0.031117072236060552142,0.02281861251675993199,0.010341344409558876973,NULL,NULL,NULL,NULL);
INSERT INTO design VALUES(1,2,1,NULL,16,128,0.0040081919999999998313,0.0040081919999999998313,4008192.0,4008192.0,0.010651159092520800369,0.00081058309252079996896,0.00043096080384000002303,0.0002731936972799999864,0.00010642859140080001374,0.0098405760000000001841,0.0,0.010651159092520800369,4.2691890665369129987e-05,2.65734752539818464,2.65734752539818464,3.1621056000000002939,0.19298560000000000713,1.4845600000000001017,1.4845600000000001017,0.0,62736960.0,249.48904643290541116,93.886495480308411742,0.51200000000000001065,0.062234144472121104285,0.02341964830617920823,0.019681235336391388751,NULL,NULL,NULL,NULL);
CREATE TABLE front (
  run        INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  objectives TEXT NOT NULL,          -- "latency, energy"
  design     ANY NOT NULL,
  PRIMARY KEY (run, objectives, design)
) STRICT, WITHOUT ROWID;
INSERT INTO front VALUES(1,'compute_cycles, area',0);
INSERT INTO front VALUES(1,'compute_cycles, area',2);
CREATE VIEW runs AS
  SELECT id AS run, name, configuration, hash, program_version, program_commit, models, data, explorer, options, objectives,
         seed, threads, started_at, finished_at, seconds, space_size AS designs, evaluated, feasible, store, status
  FROM run;
CREATE VIEW designs AS SELECT * FROM design;
CREATE VIEW fronts AS SELECT run, objectives, design FROM front;
COMMIT;
PRAGMA application_id=1651078256;
PRAGMA user_version=2;
