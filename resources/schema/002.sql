CREATE TEMP TABLE kept AS SELECT id, meeting_id, title, minutes, begun_at, ended_at, position FROM agenda_point ORDER BY rowid;

DROP TABLE agenda_point;

CREATE TABLE agenda_point (
    id BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER,
    begun_at TEXT,
    ended_at TEXT,
    position INTEGER NOT NULL,
    subject_id BLOB,
    PRIMARY KEY (id),
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE CASCADE,
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO agenda_point (id, meeting_id, title, minutes, begun_at, ended_at, position) SELECT id, meeting_id, title, minutes, begun_at, ended_at, position FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_agenda_point_meeting_id ON agenda_point (meeting_id);

CREATE INDEX ix_agenda_point_subject_id ON agenda_point (subject_id);

CREATE TABLE checkpoint (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    author TEXT,
    PRIMARY KEY (id)
)
 STRICT;

CREATE TEMP TABLE kept AS SELECT title, kind, place, starts_at, ended_at, id, entity_kind FROM meeting ORDER BY rowid;

DROP TABLE meeting;

CREATE TABLE meeting (
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT,
    starts_at TEXT,
    ended_at TEXT,
    read_back_at TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'meeting')
)
 STRICT;

INSERT INTO meeting (title, kind, place, starts_at, ended_at, id, entity_kind) SELECT title, kind, place, starts_at, ended_at, id, entity_kind FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE TEMP TABLE kept AS SELECT id, meeting_id, kind, text, speaker_id, owner_id, due_on, subject_id, action_id, at FROM meeting_entry ORDER BY rowid;

DROP TABLE meeting_entry;

CREATE TABLE meeting_entry (
    id BLOB NOT NULL,
    meeting_id BLOB,
    kind TEXT NOT NULL,
    text TEXT,
    speaker_id BLOB,
    owner_id BLOB,
    due_on TEXT,
    subject_id BLOB,
    action_id BLOB,
    at TEXT NOT NULL,
    seat_id BLOB,
    field TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE CASCADE,
    FOREIGN KEY(speaker_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE SET NULL,
    FOREIGN KEY(action_id) REFERENCES action (id) ON DELETE SET NULL,
    FOREIGN KEY(seat_id) REFERENCES seat (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO meeting_entry (id, meeting_id, kind, text, speaker_id, owner_id, due_on, subject_id, action_id, at) SELECT id, meeting_id, kind, text, speaker_id, owner_id, due_on, subject_id, action_id, at FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_meeting_entry_action_id ON meeting_entry (action_id);

CREATE INDEX ix_meeting_entry_meeting_id ON meeting_entry (meeting_id);

CREATE INDEX ix_meeting_entry_owner_id ON meeting_entry (owner_id);

CREATE INDEX ix_meeting_entry_seat_id ON meeting_entry (seat_id);

CREATE INDEX ix_meeting_entry_speaker_id ON meeting_entry (speaker_id);

CREATE INDEX ix_meeting_entry_subject_id ON meeting_entry (subject_id);

CREATE TEMP TABLE kept AS SELECT id, meeting_id, number, person_id, role, presence, left_at FROM seat ORDER BY rowid;

DROP TABLE seat;

CREATE TABLE seat (
    id BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    person_id BLOB,
    role TEXT,
    presence TEXT NOT NULL,
    left_at TEXT,
    came_at TEXT,
    PRIMARY KEY (id),
    UNIQUE (meeting_id, number),
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO seat (id, meeting_id, number, person_id, role, presence, left_at) SELECT id, meeting_id, number, person_id, role, presence, left_at FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_seat_meeting_id ON seat (meeting_id);

CREATE INDEX ix_seat_person_id ON seat (person_id);

CREATE TEMP TABLE kept AS SELECT id, state, opened_at, purpose, supports, hours, volume, loss_low, loss_likely, loss_high, loss_day_low, loss_day_likely, loss_day_high, safety, safety_confirmed_by_id, reactions, mtpd_note, rebuild, rebuild_time, recon_check, wa_text, wa_start, wa_pct, wa_max, wa_tested, wa_never_tested, changes, confidence, dissent FROM bia ORDER BY rowid;

DROP TABLE bia;

CREATE TABLE bia (
    id BLOB NOT NULL,
    state TEXT NOT NULL,
    opened_at TEXT,
    purpose TEXT,
    supports TEXT,
    hours TEXT,
    volume TEXT,
    loss_low INTEGER,
    loss_likely INTEGER,
    loss_high INTEGER,
    loss_day_low INTEGER,
    loss_day_likely INTEGER,
    loss_day_high INTEGER,
    safety INTEGER,
    safety_confirmed_by_id BLOB,
    reactions TEXT,
    mtpd_note TEXT,
    rebuild TEXT,
    rebuild_time INTEGER,
    recon_check TEXT,
    wa_text TEXT,
    wa_start INTEGER,
    wa_pct INTEGER,
    wa_max INTEGER,
    wa_tested TEXT,
    wa_never_tested INTEGER NOT NULL,
    changes TEXT,
    confidence TEXT,
    dissent TEXT,
    script TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(safety_confirmed_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO bia (id, state, opened_at, purpose, supports, hours, volume, loss_low, loss_likely, loss_high, loss_day_low, loss_day_likely, loss_day_high, safety, safety_confirmed_by_id, reactions, mtpd_note, rebuild, rebuild_time, recon_check, wa_text, wa_start, wa_pct, wa_max, wa_tested, wa_never_tested, changes, confidence, dissent) SELECT id, state, opened_at, purpose, supports, hours, volume, loss_low, loss_likely, loss_high, loss_day_low, loss_day_likely, loss_day_high, safety, safety_confirmed_by_id, reactions, mtpd_note, rebuild, rebuild_time, recon_check, wa_text, wa_start, wa_pct, wa_max, wa_tested, wa_never_tested, changes, confidence, dissent FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_bia_safety_confirmed_by_id ON bia (safety_confirmed_by_id);

CREATE TEMP TABLE kept AS SELECT id, service_id, version, approved_by_id, approved_by, approved_at, change_set, mtpd, rto, wrt, rpo, mbco_pct FROM bia_approval ORDER BY rowid;

DROP TABLE bia_approval;

CREATE TABLE bia_approval (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    approved_by_id BLOB,
    approved_by TEXT NOT NULL,
    approved_at TEXT NOT NULL,
    change_set INTEGER,
    mtpd INTEGER,
    rto INTEGER,
    wrt INTEGER,
    rpo INTEGER,
    mbco_pct INTEGER,
    manner TEXT,
    sheet_id BLOB,
    remark TEXT,
    content TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(approved_by_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(sheet_id) REFERENCES attachment (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO bia_approval (id, service_id, version, approved_by_id, approved_by, approved_at, change_set, mtpd, rto, wrt, rpo, mbco_pct) SELECT id, service_id, version, approved_by_id, approved_by, approved_at, change_set, mtpd, rto, wrt, rpo, mbco_pct FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_bia_approval_approved_by_id ON bia_approval (approved_by_id);

CREATE INDEX ix_bia_approval_service_id ON bia_approval (service_id);

CREATE INDEX ix_bia_approval_sheet_id ON bia_approval (sheet_id);

CREATE TABLE returned_form (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    person_id BLOB,
    sender TEXT,
    made_at TEXT,
    received_at TEXT NOT NULL,
    file_name TEXT,
    state TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_returned_form_person_id ON returned_form (person_id);

CREATE INDEX ix_returned_form_service_id ON returned_form (service_id);

CREATE TEMP TABLE kept AS SELECT id, service_id, target, proposed, driver_id, reason, decided_by_id, decided_at FROM target_decision ORDER BY rowid;

DROP TABLE target_decision;

CREATE TABLE target_decision (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    target TEXT NOT NULL,
    proposed INTEGER,
    driver_id BLOB,
    reason TEXT,
    decided_by_id BLOB,
    decided_at TEXT,
    relaxed INTEGER,
    PRIMARY KEY (id),
    UNIQUE (service_id, target),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(driver_id) REFERENCES impact_category (id) ON DELETE SET NULL,
    FOREIGN KEY(decided_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

INSERT INTO target_decision (id, service_id, target, proposed, driver_id, reason, decided_by_id, decided_at) SELECT id, service_id, target, proposed, driver_id, reason, decided_by_id, decided_at FROM kept ORDER BY rowid;

DROP TABLE kept;

CREATE INDEX ix_target_decision_decided_by_id ON target_decision (decided_by_id);

CREATE INDEX ix_target_decision_driver_id ON target_decision (driver_id);

CREATE INDEX ix_target_decision_service_id ON target_decision (service_id);
