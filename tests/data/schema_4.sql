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
INSERT INTO run VALUES(1,'a run of version 4',replace('{\n  "version": 1,\n  "name": "a run of version 4",\n  "workloads": [\n    {\n      "name": "decode",\n      "model": "opt-125m",\n      "phase": "decode",\n      "context": 64,\n      "batch": 1,\n      "tokens": 1\n    }\n  ],\n  "design": {\n    "performance_model": "bitmod-2025-07",\n    "array": {"rows": [8, 16], "columns": 8},\n    "weights": {"datatype": "int4", "group_size": [128, "channel"]},\n    "technology": "tsmc28",\n    "clock": "1 GHz",\n    "pe": {"kind": "bitmod", "activation": "fp16"},\n    "kv_cache": {"datatype": "fp16"},\n    "weight_buffer": {"size": "512 KiB", "banks": 8},\n    "input_buffer": {"size": "512 KiB", "banks": 8}\n  },\n  "accuracy": {"dataset": "wikitext2", "head": "kept", "method": "rtn"},\n  "objectives": ["compute_cycles", "area"],\n  "explorer": {"name": "exact", "ties": "first"},\n  "store": "front"\n}','\n',char(10)),'45b4c84de0a6816e8646e0607dd16368','0.1.0','f5c422baae52-dirty','["bitmod-2025-07"]','[{"what": "workload", "name": "opt-125m", "digest": "4f3eacf60196b41d020d79ddca0024c0"}, {"what": "technology", "name": "tsmc28", "digest": "4d96ca2b0924052d18d11f0e6bac25ff"}, {"what": "pe", "name": "bitmod", "digest": "79f61cce89c1768dfe357e682a294e77"}, {"what": "perplexity", "name": "published_perplexity.csv", "digest": "944a4f05eb881344103752960858bfc5"}, {"what": "perplexity", "name": "published_perplexity_2.csv", "digest": "6df06a868e98a6e52df81807c1069646"}, {"what": "perplexity", "name": "error_bars.csv", "digest": "e550c7b9295b119e5037779fd4a2ecb1"}, {"what": "perplexity", "name": "free_precisions.csv", "digest": "314833baa6ded8793caa309d94762f25"}, {"what": "statistics", "name": "weight_statistics.csv", "digest": "a99571afb8f3d0f62fc5d9994f0cd819"}, {"what": "errors", "name": "student_t_errors.csv", "digest": "350cb06ec42682d24f09b78f8f70004e"}]','exact','{"name": "exact", "ties": "first"}','["compute_cycles", "area"]',NULL,2,'2026-11-30T20:04:32Z','2026-11-30T20:04:32Z',0.00049455300000000000648,4,'front','complete',4,4,'boxes 0.00033735 1 4 2 0 0');
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
INSERT INTO run_column VALUES(1,13,'energy_vector_j','metric','energy_vector',0);
INSERT INTO run_column VALUES(1,14,'energy_per_token_j','metric','energy_per_token',0);
INSERT INTO run_column VALUES(1,15,'energy_per_token_onchip_j','metric','energy_per_token_onchip',0);
INSERT INTO run_column VALUES(1,16,'edp_js','metric','edp',0);
INSERT INTO run_column VALUES(1,17,'edp_onchip_js','metric','edp_onchip',0);
INSERT INTO run_column VALUES(1,18,'power_w','metric','power',0);
INSERT INTO run_column VALUES(1,19,'power_onchip_w','metric','power_onchip',0);
INSERT INTO run_column VALUES(1,20,'peak_power_w','metric','peak_power',0);
INSERT INTO run_column VALUES(1,21,'peak_power_onchip_w','metric','peak_power_onchip',0);
INSERT INTO run_column VALUES(1,22,'area_mm2','metric','area',0);
INSERT INTO run_column VALUES(1,23,'pe_array_area_mm2','metric','pe_array_area',0);
INSERT INTO run_column VALUES(1,24,'weight_buffer_area_mm2','metric','weight_buffer_area',0);
INSERT INTO run_column VALUES(1,25,'input_buffer_area_mm2','metric','input_buffer_area',0);
INSERT INTO run_column VALUES(1,26,'encoder_area_mm2','metric','encoder_area',0);
INSERT INTO run_column VALUES(1,27,'accumulator_area_mm2','metric','accumulator_area',0);
INSERT INTO run_column VALUES(1,28,'vector_unit_area_mm2','metric','vector_unit_area',0);
INSERT INTO run_column VALUES(1,29,'control_area_mm2','metric','control_area',0);
INSERT INTO run_column VALUES(1,30,'dram_interface_area_mm2','metric','dram_interface_area',0);
INSERT INTO run_column VALUES(1,31,'weight_bytes','metric','weight_bytes',0);
INSERT INTO run_column VALUES(1,32,'kv_cache_bytes','metric','kv_cache_bytes',0);
INSERT INTO run_column VALUES(1,33,'dram_bytes','metric','dram_bytes',0);
INSERT INTO run_column VALUES(1,34,'tokens_per_s','metric','tokens_per_s',1);
INSERT INTO run_column VALUES(1,35,'tokens_per_j','metric','tokens_per_j',1);
INSERT INTO run_column VALUES(1,36,'tokens_per_j_onchip','metric','tokens_per_j_onchip',1);
INSERT INTO run_column VALUES(1,37,'peak_tops','metric','peak_tops',1);
INSERT INTO run_column VALUES(1,38,'achieved_tops','metric','achieved_tops',1);
INSERT INTO run_column VALUES(1,39,'tops_per_w','metric','tops_per_w',1);
INSERT INTO run_column VALUES(1,40,'tops_per_w_onchip','metric','tops_per_w_onchip',1);
INSERT INTO run_column VALUES(1,41,'tops_per_mm2','metric','tops_per_mm2',1);
INSERT INTO run_column VALUES(1,42,'error','metric','error',0);
INSERT INTO run_column VALUES(1,43,'perplexity','metric','perplexity',0);
INSERT INTO run_column VALUES(1,44,'perplexity_error','metric','perplexity_error',0);
INSERT INTO run_column VALUES(1,45,'perplexity_basis','metric',NULL,0);
CREATE TABLE front (
  run        INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  objectives TEXT NOT NULL,          -- "latency, energy"
  design     ANY NOT NULL,
  PRIMARY KEY (run, objectives, design)
) STRICT, WITHOUT ROWID;
INSERT INTO front VALUES(1,'compute_cycles, area',0);
INSERT INTO front VALUES(1,'compute_cycles, area',2);
CREATE TABLE certificate (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  what     TEXT NOT NULL,
  count    ANY,                      -- of designs, or of boxes: a whole number, or its digits if it does not fit in 63 bits
  additive REAL,                     -- of an objective, in its position: by how much a design that is still open may be better
  relative REAL,                     -- the same as a share of what it may have; null where that is not bounded
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
INSERT INTO certificate VALUES(1,0,'designs',4,NULL,NULL);
INSERT INTO certificate VALUES(1,1,'evaluated, feasible',4,NULL,NULL);
INSERT INTO certificate VALUES(1,2,'evaluated, infeasible',0,NULL,NULL);
INSERT INTO certificate VALUES(1,3,'dominated, by bound',0,NULL,NULL);
INSERT INTO certificate VALUES(1,4,'infeasible, by bound',0,NULL,NULL);
INSERT INTO certificate VALUES(1,5,'open',0,NULL,NULL);
INSERT INTO certificate VALUES(1,6,'boxes bounded',2,NULL,NULL);
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
INSERT INTO race VALUES(1,'a run of version 4',replace('{\n  "version": 1,\n  "name": "a run of version 4",\n  "workloads": [\n    {\n      "name": "decode",\n      "model": "opt-125m",\n      "phase": "decode",\n      "context": 64,\n      "batch": 1,\n      "tokens": 1\n    }\n  ],\n  "design": {\n    "performance_model": "bitmod-2025-07",\n    "array": {"rows": [8, 16], "columns": 8},\n    "weights": {"datatype": "int4", "group_size": [128, "channel"]},\n    "technology": "tsmc28",\n    "clock": "1 GHz",\n    "pe": {"kind": "bitmod", "activation": "fp16"},\n    "kv_cache": {"datatype": "fp16"},\n    "weight_buffer": {"size": "512 KiB", "banks": 8},\n    "input_buffer": {"size": "512 KiB", "banks": 8}\n  },\n  "accuracy": {"dataset": "wikitext2", "head": "kept", "method": "rtn"},\n  "objectives": ["compute_cycles", "area"],\n  "explorer": {"name": "exact", "ties": "first"},\n  "store": "front"\n}','\n',char(10)),'45b4c84de0a6816e8646e0607dd16368','0.1.0','f5c422baae52-dirty','["compute_cycles", "area"]',4,3,NULL,2,'run 1 of /tmp/h1s/v4.db',1,2,'2026-11-30T20:04:32Z',0.25237160400000002713,'complete');
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
INSERT INTO race_run VALUES(1,0,'random','{"name": "random", "budget": 3, "ties": "all"}',0,0,3,2,0.0001893910000000005589);
INSERT INTO race_run VALUES(1,1,'random','{"name": "random", "budget": 3, "ties": "all"}',0,1,3,2,0.00032951899999999990573);
CREATE TABLE race_share (
  race        INTEGER NOT NULL REFERENCES race(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  evaluations INTEGER NOT NULL,
  share       REAL NOT NULL,     -- of the reference's hypervolume
  PRIMARY KEY (race, position, evaluations)
) STRICT, WITHOUT ROWID;
INSERT INTO race_share VALUES(1,0,1,0.52380952380952383595);
INSERT INTO race_share VALUES(1,0,2,1.0);
INSERT INTO race_share VALUES(1,0,3,1.0);
INSERT INTO race_share VALUES(1,1,1,0.52380952380952383595);
INSERT INTO race_share VALUES(1,1,2,0.52380952380952383595);
INSERT INTO race_share VALUES(1,1,3,1.0);
CREATE TABLE design (
  run      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  design   ANY NOT NULL,
  feasible INTEGER NOT NULL,
  reason   TEXT, "array_rows" INTEGER, "weights_group_size" INTEGER, "tpot_s" REAL CHECK ("tpot_s" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "latency_s" REAL CHECK ("latency_s" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "compute_cycles" REAL CHECK ("compute_cycles" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "total_cycles" REAL CHECK ("total_cycles" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_j" REAL CHECK ("energy_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_onchip_j" REAL CHECK ("energy_onchip_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_compute_j" REAL CHECK ("energy_compute_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_sram_read_j" REAL CHECK ("energy_sram_read_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_sram_write_j" REAL CHECK ("energy_sram_write_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_dram_j" REAL CHECK ("energy_dram_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_leakage_j" REAL CHECK ("energy_leakage_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_vector_j" REAL CHECK ("energy_vector_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_per_token_j" REAL CHECK ("energy_per_token_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "energy_per_token_onchip_j" REAL CHECK ("energy_per_token_onchip_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "edp_js" REAL CHECK ("edp_js" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "edp_onchip_js" REAL CHECK ("edp_onchip_js" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "power_w" REAL CHECK ("power_w" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "power_onchip_w" REAL CHECK ("power_onchip_w" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "peak_power_w" REAL CHECK ("peak_power_w" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "peak_power_onchip_w" REAL CHECK ("peak_power_onchip_w" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "area_mm2" REAL CHECK ("area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "pe_array_area_mm2" REAL CHECK ("pe_array_area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "weight_buffer_area_mm2" REAL CHECK ("weight_buffer_area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "input_buffer_area_mm2" REAL CHECK ("input_buffer_area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "encoder_area_mm2" REAL CHECK ("encoder_area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "accumulator_area_mm2" REAL CHECK ("accumulator_area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "vector_unit_area_mm2" REAL CHECK ("vector_unit_area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "control_area_mm2" REAL CHECK ("control_area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "dram_interface_area_mm2" REAL CHECK ("dram_interface_area_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "weight_bytes" REAL CHECK ("weight_bytes" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "kv_cache_bytes" REAL CHECK ("kv_cache_bytes" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "dram_bytes" REAL CHECK ("dram_bytes" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "tokens_per_s" REAL CHECK ("tokens_per_s" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "tokens_per_j" REAL CHECK ("tokens_per_j" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "tokens_per_j_onchip" REAL CHECK ("tokens_per_j_onchip" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "peak_tops" REAL CHECK ("peak_tops" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "achieved_tops" REAL CHECK ("achieved_tops" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "tops_per_w" REAL CHECK ("tops_per_w" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "tops_per_w_onchip" REAL CHECK ("tops_per_w_onchip" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "tops_per_mm2" REAL CHECK ("tops_per_mm2" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "error" REAL CHECK ("error" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "perplexity" REAL CHECK ("perplexity" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "perplexity_error" REAL CHECK ("perplexity_error" BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308), "perplexity_basis" TEXT,                     -- why it is infeasible
  PRIMARY KEY (run, design)
) STRICT, WITHOUT ROWID;
INSERT INTO design VALUES(1,0,1,NULL,8,128,0.0080163839999999996627,0.0080163839999999996627,8016384.0,8016384.0,0.010931707605656799595,0.0010911316056567998446,0.00043096080384000002303,0.00050755607347199990439,0.0001526147283447999985,0.0098405760000000001841,0.0,0.0,0.010931707605656799595,0.0010911316056567998446,8.7632765942665470692e-05,8.7469299454814795199e-06,1.3636706532093272326,0.13611269191406000222,1.3692271677083334147,0.13797716770833334809,3.008996800000000249,0.096492800000000003568,1.427944000000000102,1.4845600000000001017,0.0,0.0,0.0,0.0,0.0,62736960.0,2359296.0,65603840.0,124.74452321645270558,91.477016772981826877,916.4797305986350011,0.25600000000000000532,0.031117072236060552142,0.02281861251675993199,0.22861256947079935941,0.010341344409558876973,0.013751799999999999787,31.563457943315366804,0.66885139783556346593,'gaussian');
INSERT INTO design VALUES(1,2,1,NULL,16,128,0.0040081919999999998313,0.0040081919999999998313,4008192.0,4008192.0,0.010651159092520800369,0.00081058309252079996896,0.00043096080384000002303,0.0002731936972799999864,0.00010642859140080001374,0.0098405760000000001841,0.0,0.0,0.010651159092520800369,0.00081058309252079996896,4.2691890665369129987e-05,3.2489726667771301684e-06,2.65734752539818464,0.20223160280764992946,2.6667798112500000762,0.20427981124999999851,3.1621056000000002939,0.19298560000000000713,1.4845600000000001017,1.4845600000000001017,0.0,0.0,0.0,0.0,0.0,62736960.0,2359296.0,65603840.0,249.48904643290541116,93.886495480308411742,1233.679815464864987,0.51200000000000001065,0.062234144472121104285,0.02341964830617920823,0.30773698872037485996,0.019681235336391388751,0.013751799999999999787,31.563457943315366804,0.66885139783556346593,'gaussian');
CREATE VIEW runs AS
  SELECT id AS run, name, configuration, hash, program_version, program_commit, models, data, explorer, options, objectives,
         seed, threads, started_at, finished_at, seconds, space_size AS designs, evaluated, feasible, store, status
  FROM run;
CREATE VIEW designs AS SELECT * FROM design;
CREATE VIEW fronts AS SELECT run, objectives, design FROM front;
CREATE VIEW certificates AS SELECT run, position, what, count, additive, relative FROM certificate;
CREATE VIEW races AS
  SELECT race, name, hash, program_version, objectives, space_size AS designs, reference, reference_exact, started_at, status,
         explorer, options, drawing, seed, evaluated, front, cpu_s, evaluations, share
  FROM race JOIN race_run ON race = race.id JOIN race_share USING (race, position);
COMMIT;
PRAGMA application_id=1651078256;
PRAGMA user_version=4;
