/** Marks a SQLite file as ours (`rskf`), so that nobody else's is ever written to. */
export const APPLICATION_ID = 0x72736b66

/**
 * The database's history: migration n turns format n into format n + 1, each in one transaction. Only ever appended to.
 * Money and quantities are exact decimal text; instants are ISO UTC text; lists are JSON.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE cycles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    tick TEXT NOT NULL,
    as_of TEXT NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    status TEXT NOT NULL,
    state TEXT CHECK (state IN ('active', 'reducing', 'halted')),
    state_since TEXT,
    reasons TEXT,
    restrictions TEXT,
    duration_ms REAL,
    skipped_ticks INTEGER,
    sequential_ms REAL,
    speedup REAL,
    error TEXT
  ) STRICT;

  CREATE TABLE runs (
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    agent TEXT NOT NULL,
    phase TEXT NOT NULL,
    status TEXT NOT NULL,
    failure_code TEXT,
    failure_message TEXT,
    started_at TEXT NOT NULL,
    queued_ms REAL NOT NULL,
    duration_ms REAL NOT NULL,
    attempts INTEGER NOT NULL,
    proposal TEXT,
    health TEXT NOT NULL,
    UNIQUE (cycle_id, agent)
  ) STRICT;
  CREATE INDEX runs_by_agent ON runs (agent);

  CREATE TABLE attempts (
    cycle_id TEXT NOT NULL,
    agent TEXT NOT NULL,
    number INTEGER NOT NULL,
    duration_ms REAL NOT NULL,
    failure_code TEXT,
    failure_message TEXT,
    PRIMARY KEY (cycle_id, agent, number),
    FOREIGN KEY (cycle_id, agent) REFERENCES runs (cycle_id, agent)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE orders (
    client_order_id TEXT NOT NULL PRIMARY KEY,
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    agent TEXT NOT NULL,
    origin TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity TEXT NOT NULL,
    expected_price TEXT,
    reason TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('sent', 'filled', 'denied', 'rejected', 'unresolved')),
    code TEXT,
    message TEXT,
    value REAL,
    limit_value REAL,
    protect TEXT,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX orders_by_cycle ON orders (cycle_id);
  CREATE INDEX orders_open ON orders (status) WHERE status IN ('sent', 'unresolved');

  CREATE TABLE fills (
    client_order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (client_order_id),
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    agent TEXT NOT NULL,
    symbol TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    quantity TEXT NOT NULL,
    price TEXT NOT NULL,
    fee TEXT NOT NULL,
    cash_flow TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE protections (
    agent TEXT NOT NULL,
    symbol TEXT NOT NULL,
    protect TEXT NOT NULL,
    PRIMARY KEY (agent, symbol)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE equity (
    cycle_id TEXT NOT NULL PRIMARY KEY REFERENCES cycles (id),
    as_of TEXT NOT NULL,
    cash TEXT NOT NULL,
    equity TEXT,
    observed_equity TEXT,
    positions TEXT NOT NULL,
    books TEXT NOT NULL
  ) STRICT;
  CREATE INDEX equity_by_time ON equity (as_of);

  CREATE TABLE baselines (name TEXT PRIMARY KEY, equity TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE latches (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    agent TEXT,
    message TEXT NOT NULL,
    value REAL,
    limit_value REAL,
    baseline TEXT,
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    since TEXT NOT NULL,
    cleared_at TEXT,
    cleared_by TEXT,
    cleared_reason TEXT
  ) STRICT;
  CREATE UNIQUE INDEX latches_active ON latches (code, coalesce(agent, '')) WHERE cleared_at IS NULL;

  CREATE TABLE commands (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('resume', 'stop', 'flatten', 'halt')),
    reason TEXT,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    details TEXT,
    applied_at TEXT,
    result TEXT
  ) STRICT;
  CREATE INDEX commands_pending ON commands (kind) WHERE applied_at IS NULL;

  CREATE TABLE tally (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;
  CREATE TABLE memory (agent TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // What every run was told but candles, which its market has: so that it can be run again. What an interrupted cycle is
  // gone on with, and manual gates.
  `
  CREATE TABLE settings (id INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE round_trips (
    id INTEGER PRIMARY KEY,
    agent TEXT NOT NULL,
    symbol TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT NOT NULL,
    profit REAL NOT NULL
  ) STRICT;

  CREATE TABLE observations (
    id INTEGER PRIMARY KEY,
    seen_at TEXT NOT NULL,
    market TEXT NOT NULL,
    account TEXT NOT NULL,
    round_trips INTEGER NOT NULL,
    last_round_trip INTEGER
  ) STRICT;

  ALTER TABLE runs ADD COLUMN attempt INTEGER;
  ALTER TABLE runs ADD COLUMN observation INTEGER REFERENCES observations (id);
  ALTER TABLE runs ADD COLUMN settings INTEGER REFERENCES settings (id);
  ALTER TABLE runs ADD COLUMN own TEXT;
  ALTER TABLE runs ADD COLUMN told_state TEXT;
  ALTER TABLE runs ADD COLUMN told_proposals TEXT;
  ALTER TABLE runs ADD COLUMN memory TEXT;
  CREATE INDEX runs_by_memory ON runs (agent) WHERE memory <> '=';
  CREATE INDEX runs_by_own ON runs (agent) WHERE own <> '=';

  -- What agents came to in the cycle that runs: another process need not run them again.
  CREATE TABLE checkpoints (
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    agent TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (cycle_id, agent)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE commands_of_any_kind (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('resume', 'stop', 'flatten', 'halt', 'approve', 'reject')),
    reason TEXT,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    details TEXT,
    applied_at TEXT,
    result TEXT
  ) STRICT;
  INSERT INTO commands_of_any_kind SELECT * FROM commands;
  DROP TABLE commands;
  ALTER TABLE commands_of_any_kind RENAME TO commands;
  CREATE INDEX commands_pending ON commands (kind) WHERE applied_at IS NULL;

  -- The manual gates that waited for a person, and who decided.
  CREATE TABLE approvals (
    id INTEGER PRIMARY KEY,
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    phase TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    until TEXT NOT NULL,
    ended_at TEXT,
    command INTEGER REFERENCES commands (id)
  ) STRICT;
  CREATE INDEX approvals_by_cycle ON approvals (cycle_id);

  UPDATE runs SET memory = (SELECT json FROM memory WHERE memory.agent = runs.agent)
  WHERE rowid IN (SELECT max(rowid) FROM runs WHERE proposal IS NOT NULL GROUP BY agent);
  `,
  // People close one position, and switch agents on and off. Approvals refer to commands, so both are made anew: the
  // rename takes the reference along.
  `
  CREATE TABLE commands_of_any_kind (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (
      kind IN ('resume', 'stop', 'flatten', 'halt', 'approve', 'reject', 'close', 'enable', 'disable')
    ),
    reason TEXT,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    details TEXT,
    applied_at TEXT,
    result TEXT
  ) STRICT;
  INSERT INTO commands_of_any_kind SELECT * FROM commands;

  CREATE TABLE approvals_of_any_command (
    id INTEGER PRIMARY KEY,
    cycle_id TEXT NOT NULL REFERENCES cycles (id),
    phase TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    until TEXT NOT NULL,
    ended_at TEXT,
    command INTEGER REFERENCES commands_of_any_kind (id)
  ) STRICT;
  INSERT INTO approvals_of_any_command SELECT * FROM approvals;

  DROP TABLE approvals;
  DROP TABLE commands;
  ALTER TABLE commands_of_any_kind RENAME TO commands;
  ALTER TABLE approvals_of_any_command RENAME TO approvals;
  CREATE INDEX commands_pending ON commands (kind) WHERE applied_at IS NULL;
  CREATE INDEX approvals_by_cycle ON approvals (cycle_id);
  `,
  // Older runs and briefings are removed. What is read in the place of rows that are gone: of each text that changes, how
  // they left it. Settings tell about when they were last given to an agent.
  `
  CREATE TABLE retention (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    runs_from INTEGER NOT NULL,
    briefings_from INTEGER NOT NULL
  ) STRICT;
  INSERT INTO retention VALUES (1, 1, 1);

  CREATE TABLE removed_texts (
    kind TEXT NOT NULL CHECK (kind IN ('memory', 'own', 'account')),
    agent TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (kind, agent)
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE settings ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
  UPDATE settings SET used = (SELECT coalesce(max(number), 0) FROM cycles);
  `,
]
