CREATE TEMP TABLE kept AS SELECT id, round_id, seat_id, level FROM ballot ORDER BY rowid;

DROP TABLE ballot;

CREATE TABLE ballot (
    id BLOB NOT NULL,
    round_id BLOB NOT NULL,
    seat_id BLOB,
    level INTEGER,
    source TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(round_id) REFERENCES poll_round (id) ON DELETE CASCADE,
    FOREIGN KEY(seat_id) REFERENCES seat (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO ballot (id, round_id, seat_id, level) SELECT id, round_id, seat_id, level FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_ballot_round_id ON ballot (round_id);

CREATE INDEX ix_ballot_seat_id ON ballot (seat_id);

CREATE TEMP TABLE kept AS SELECT id, rank, name, within_appetite, response FROM band ORDER BY rowid;

DROP TABLE band;

CREATE TABLE band (
    id BLOB NOT NULL,
    rank INTEGER NOT NULL,
    name TEXT NOT NULL,
    within_appetite INTEGER NOT NULL,
    response TEXT,
    colour INTEGER,
    PRIMARY KEY (id),
    UNIQUE (rank)
)
 STRICT;

INSERT INTO band (id, rank, name, within_appetite, response) SELECT id, rank, name, within_appetite, response FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE TEMP TABLE kept AS SELECT id, code, name, threshold, position FROM impact_category ORDER BY rowid;

DROP TABLE impact_category;

CREATE TABLE impact_category (
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    threshold INTEGER NOT NULL,
    position INTEGER NOT NULL,
    appetite INTEGER,
    PRIMARY KEY (id),
    UNIQUE (code)
)
 STRICT;

INSERT INTO impact_category (id, code, name, threshold, position) SELECT id, code, name, threshold, position FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE TABLE own_column (
    id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (subject_id, name),
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_own_column_subject_id ON own_column (subject_id);

CREATE TEMP TABLE kept AS SELECT id, subject_id, dimension, category_id, horizon_id, meeting_id, state, opened_at FROM poll ORDER BY rowid;

DROP TABLE poll;

CREATE TABLE poll (
    id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    dimension TEXT NOT NULL,
    category_id BLOB,
    horizon_id BLOB,
    meeting_id BLOB,
    state TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    secrecy TEXT,
    batch INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE CASCADE,
    FOREIGN KEY(category_id) REFERENCES impact_category (id) ON DELETE SET NULL,
    FOREIGN KEY(horizon_id) REFERENCES horizon (id) ON DELETE SET NULL,
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO poll (id, subject_id, dimension, category_id, horizon_id, meeting_id, state, opened_at) SELECT id, subject_id, dimension, category_id, horizon_id, meeting_id, state, opened_at FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_poll_category_id ON poll (category_id);

CREATE INDEX ix_poll_horizon_id ON poll (horizon_id);

CREATE INDEX ix_poll_meeting_id ON poll (meeting_id);

CREATE INDEX ix_poll_subject_id ON poll (subject_id);

CREATE TEMP TABLE kept AS SELECT event, cause, consequence, threat_id, category_id, owner_id, status, controls, control_rating, inherent_likelihood, inherent_impact, current_likelihood, current_impact, target_likelihood, target_impact, target_on, treatment, accepted_by_id, accepted_on, accepted_until, acceptance_reason, confidence, rate, loss_min, loss_likely, loss_max, raised_on, reviewed_on, next_review_on, external_id, notes, id, entity_kind FROM risk ORDER BY rowid;

DROP TABLE risk;

CREATE TABLE risk (
    event TEXT NOT NULL,
    cause TEXT,
    consequence TEXT,
    threat_id BLOB,
    category_id BLOB,
    owner_id BLOB,
    status TEXT NOT NULL,
    controls TEXT,
    control_rating TEXT,
    inherent_likelihood INTEGER,
    inherent_impact INTEGER,
    current_likelihood INTEGER,
    current_impact INTEGER,
    target_likelihood INTEGER,
    target_impact INTEGER,
    target_on TEXT,
    treatment TEXT,
    accepted_by_id BLOB,
    accepted_on TEXT,
    accepted_until TEXT,
    acceptance_reason TEXT,
    confidence TEXT,
    rate REAL,
    loss_min INTEGER,
    loss_likely INTEGER,
    loss_max INTEGER,
    raised_on TEXT,
    reviewed_on TEXT,
    next_review_on TEXT,
    external_id TEXT,
    notes TEXT,
    hidden INTEGER,
    contested INTEGER,
    impact_reason TEXT,
    room_order INTEGER,
    merged_into_id BLOB,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'risk'),
    FOREIGN KEY(threat_id) REFERENCES threat (id) ON DELETE SET NULL,
    FOREIGN KEY(category_id) REFERENCES impact_category (id) ON DELETE SET NULL,
    FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(accepted_by_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(merged_into_id) REFERENCES risk (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO risk (event, cause, consequence, threat_id, category_id, owner_id, status, controls, control_rating, inherent_likelihood, inherent_impact, current_likelihood, current_impact, target_likelihood, target_impact, target_on, treatment, accepted_by_id, accepted_on, accepted_until, acceptance_reason, confidence, rate, loss_min, loss_likely, loss_max, raised_on, reviewed_on, next_review_on, external_id, notes, id, entity_kind) SELECT event, cause, consequence, threat_id, category_id, owner_id, status, controls, control_rating, inherent_likelihood, inherent_impact, current_likelihood, current_impact, target_likelihood, target_impact, target_on, treatment, accepted_by_id, accepted_on, accepted_until, acceptance_reason, confidence, rate, loss_min, loss_likely, loss_max, raised_on, reviewed_on, next_review_on, external_id, notes, id, entity_kind FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_risk_accepted_by_id ON risk (accepted_by_id);

CREATE INDEX ix_risk_category_id ON risk (category_id);

CREATE INDEX ix_risk_external_id ON risk (external_id);

CREATE INDEX ix_risk_merged_into_id ON risk (merged_into_id);

CREATE INDEX ix_risk_owner_id ON risk (owner_id);

CREATE INDEX ix_risk_threat_id ON risk (threat_id);
