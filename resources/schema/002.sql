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
