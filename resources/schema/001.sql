CREATE TABLE document (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE change_set (
    number INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,
    parent BLOB NOT NULL,
    other_parent BLOB,
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'undo', 'redo', 'merge', 'upgrade', 'salvage', 'clean')),
    at TEXT NOT NULL,
    who TEXT,
    speaker BLOB,
    label TEXT,
    words BLOB NOT NULL,
    withheld INTEGER NOT NULL CHECK (withheld IN (0, 1)),
    first_change INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    state BLOB NOT NULL,
    step INTEGER NOT NULL,
    undo_top INTEGER,
    redo_top INTEGER
) STRICT;

CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    change_set INTEGER NOT NULL,
    tbl TEXT NOT NULL,
    row BLOB NOT NULL,
    op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
    content TEXT,
    digest BLOB NOT NULL
) STRICT;

CREATE INDEX change_by_row ON change (row);

CREATE TABLE row_digest (
    tbl TEXT NOT NULL,
    row BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (tbl, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE action (
    title TEXT NOT NULL,
    origin_id BLOB,
    objective_id BLOB,
    finding TEXT,
    cause TEXT,
    element TEXT,
    priority TEXT,
    owner_id BLOB,
    start_on TEXT,
    due_on TEXT,
    state TEXT NOT NULL,
    closed_on TEXT,
    evidence TEXT,
    verified_by_id BLOB,
    retest_on TEXT,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'action'),
    FOREIGN KEY(origin_id) REFERENCES entity (id) ON DELETE SET NULL,
    FOREIGN KEY(objective_id) REFERENCES objective (id) ON DELETE SET NULL,
    FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(verified_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_action_objective_id ON action (objective_id);

CREATE INDEX ix_action_origin_id ON action (origin_id);

CREATE INDEX ix_action_owner_id ON action (owner_id);

CREATE INDEX ix_action_verified_by_id ON action (verified_by_id);

CREATE TABLE agenda_point (
    id BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER,
    begun_at TEXT,
    ended_at TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_agenda_point_meeting_id ON agenda_point (meeting_id);

CREATE TABLE agreement (
    id BLOB NOT NULL,
    poll_id BLOB NOT NULL,
    level INTEGER NOT NULL,
    consensus INTEGER NOT NULL,
    decided_by_id BLOB,
    decided_at TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (id),
    UNIQUE (poll_id),
    FOREIGN KEY(poll_id) REFERENCES poll (id) ON DELETE CASCADE,
    FOREIGN KEY(decided_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_agreement_decided_by_id ON agreement (decided_by_id);

CREATE INDEX ix_agreement_poll_id ON agreement (poll_id);

CREATE TABLE answer (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    question INTEGER NOT NULL,
    state TEXT NOT NULL,
    text TEXT,
    speaker_id BLOB,
    meeting_id BLOB,
    at TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (service_id, question),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(speaker_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_answer_meeting_id ON answer (meeting_id);

CREATE INDEX ix_answer_service_id ON answer (service_id);

CREATE INDEX ix_answer_speaker_id ON answer (speaker_id);

CREATE TABLE attachment (
    id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    title TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_attachment_subject_id ON attachment (subject_id);

CREATE TABLE ballot (
    id BLOB NOT NULL,
    round_id BLOB NOT NULL,
    seat_id BLOB,
    level INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(round_id) REFERENCES poll_round (id) ON DELETE CASCADE,
    FOREIGN KEY(seat_id) REFERENCES seat (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_ballot_round_id ON ballot (round_id);

CREATE INDEX ix_ballot_seat_id ON ballot (seat_id);

CREATE TABLE band (
    id BLOB NOT NULL,
    rank INTEGER NOT NULL,
    name TEXT NOT NULL,
    within_appetite INTEGER NOT NULL,
    response TEXT,
    PRIMARY KEY (id),
    UNIQUE (rank)
)
 STRICT;

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
    PRIMARY KEY (id),
    FOREIGN KEY(id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(safety_confirmed_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_bia_safety_confirmed_by_id ON bia (safety_confirmed_by_id);

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
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(approved_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_bia_approval_approved_by_id ON bia_approval (approved_by_id);

CREATE INDEX ix_bia_approval_service_id ON bia_approval (service_id);

CREATE TABLE change_record (
    title TEXT NOT NULL,
    changed_on TEXT,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'change_record')
)
 STRICT;

CREATE TABLE changed_node (
    id BLOB NOT NULL,
    change_id BLOB NOT NULL,
    node_id BLOB NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (change_id, node_id),
    FOREIGN KEY(change_id) REFERENCES change_record (id) ON DELETE CASCADE,
    FOREIGN KEY(node_id) REFERENCES entity (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_changed_node_change_id ON changed_node (change_id);

CREATE INDEX ix_changed_node_node_id ON changed_node (node_id);

CREATE TABLE claimed_time (
    id BLOB NOT NULL,
    exercise_id BLOB NOT NULL,
    service_id BLOB,
    phase TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE,
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_claimed_time_exercise_id ON claimed_time (exercise_id);

CREATE INDEX ix_claimed_time_service_id ON claimed_time (service_id);

CREATE TABLE clock_event (
    id BLOB NOT NULL,
    exercise_id BLOB NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    scenario_time TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_clock_event_exercise_id ON clock_event (exercise_id);

CREATE TABLE component (
    name TEXT NOT NULL,
    kind TEXT,
    site_id BLOB,
    owner_id BLOB,
    status TEXT NOT NULL,
    retired_on TEXT,
    backup_interval INTEGER,
    backup_run INTEGER,
    backup_copy_lag INTEGER,
    offline_copy INTEGER,
    restore_tested_on TEXT,
    external_id TEXT,
    source_system TEXT,
    imported_on TEXT,
    last_seen_on TEXT,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'component'),
    FOREIGN KEY(site_id) REFERENCES site (id) ON DELETE SET NULL,
    FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_component_external_id ON component (external_id);

CREATE INDEX ix_component_owner_id ON component (owner_id);

CREATE INDEX ix_component_site_id ON component (site_id);

CREATE TABLE department (
    name TEXT NOT NULL,
    head_id BLOB,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'department'),
    UNIQUE (name),
    FOREIGN KEY(head_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_department_head_id ON department (head_id);

CREATE TABLE dependency (
    id BLOB NOT NULL,
    source_id BLOB NOT NULL,
    target_id BLOB NOT NULL,
    hard INTEGER NOT NULL,
    group_id BLOB,
    external_id TEXT,
    source_system TEXT,
    note TEXT,
    PRIMARY KEY (id),
    UNIQUE (source_id, target_id),
    FOREIGN KEY(source_id) REFERENCES entity (id) ON DELETE CASCADE,
    FOREIGN KEY(target_id) REFERENCES entity (id) ON DELETE CASCADE,
    FOREIGN KEY(group_id) REFERENCES dependency_group (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_dependency_group_id ON dependency (group_id);

CREATE INDEX ix_dependency_source_id ON dependency (source_id);

CREATE INDEX ix_dependency_target_id ON dependency (target_id);

CREATE TABLE dependency_group (
    id BLOB NOT NULL,
    source_id BLOB NOT NULL,
    needed INTEGER NOT NULL,
    label TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(source_id) REFERENCES entity (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_dependency_group_source_id ON dependency_group (source_id);

CREATE TABLE dissent (
    id BLOB NOT NULL,
    poll_id BLOB NOT NULL,
    level INTEGER,
    role TEXT NOT NULL,
    person_id BLOB,
    reason TEXT NOT NULL,
    changes_outcome INTEGER,
    decided_by_id BLOB,
    review_on TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(poll_id) REFERENCES poll (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(decided_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_dissent_decided_by_id ON dissent (decided_by_id);

CREATE INDEX ix_dissent_person_id ON dissent (person_id);

CREATE INDEX ix_dissent_poll_id ON dissent (poll_id);

CREATE TABLE entity (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT,
    former_refs TEXT,
    PRIMARY KEY (id),
    UNIQUE (id, kind),
    UNIQUE (ref)
)
 STRICT;

CREATE INDEX ix_entity_kind ON entity (kind);

CREATE TABLE exercise (
    title TEXT NOT NULL,
    public_title TEXT,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    original_on TEXT,
    planned_on TEXT,
    times_moved INTEGER NOT NULL,
    completed_on TEXT,
    started_at TEXT,
    ended_at TEXT,
    scenario TEXT,
    scenario_start TEXT,
    scenario_end TEXT,
    lead_id BLOB,
    evaluator_id BLOB,
    meeting_id BLOB,
    retest_of_id BLOB,
    retest_due_on TEXT,
    report TEXT NOT NULL,
    report_on TEXT,
    verdict TEXT,
    summary TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'exercise'),
    FOREIGN KEY(lead_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(evaluator_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE SET NULL,
    FOREIGN KEY(retest_of_id) REFERENCES exercise (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_exercise_evaluator_id ON exercise (evaluator_id);

CREATE INDEX ix_exercise_lead_id ON exercise (lead_id);

CREATE INDEX ix_exercise_meeting_id ON exercise (meeting_id);

CREATE INDEX ix_exercise_retest_of_id ON exercise (retest_of_id);

CREATE TABLE exercise_log (
    id BLOB NOT NULL,
    exercise_id BLOB NOT NULL,
    at TEXT NOT NULL,
    scenario_time TEXT,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    person_id BLOB,
    role TEXT,
    objective_id BLOB,
    inject_id BLOB,
    rating TEXT,
    latest_decision TEXT,
    entered_at TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(objective_id) REFERENCES objective (id) ON DELETE SET NULL,
    FOREIGN KEY(inject_id) REFERENCES inject (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_exercise_log_exercise_id ON exercise_log (exercise_id);

CREATE INDEX ix_exercise_log_inject_id ON exercise_log (inject_id);

CREATE INDEX ix_exercise_log_objective_id ON exercise_log (objective_id);

CREATE INDEX ix_exercise_log_person_id ON exercise_log (person_id);

CREATE TABLE exercise_service (
    id BLOB NOT NULL,
    exercise_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (exercise_id, service_id),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE,
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_exercise_service_exercise_id ON exercise_service (exercise_id);

CREATE INDEX ix_exercise_service_service_id ON exercise_service (service_id);

CREATE TABLE export (
    id BLOB NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    exported_at TEXT NOT NULL,
    exported_by TEXT,
    recipient TEXT,
    subject_id BLOB,
    version TEXT,
    change_set INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_export_subject_id ON export (subject_id);

CREATE TABLE feedback (
    id BLOB NOT NULL,
    exercise_id BLOB NOT NULL,
    question TEXT NOT NULL,
    score INTEGER,
    comment TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_feedback_exercise_id ON feedback (exercise_id);

CREATE TABLE horizon (
    id BLOB NOT NULL,
    minutes INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (minutes)
)
 STRICT;

CREATE TABLE hot_wash (
    id BLOB NOT NULL,
    exercise_id BLOB NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_hot_wash_exercise_id ON hot_wash (exercise_id);

CREATE TABLE impact_anchor (
    id BLOB NOT NULL,
    category_id BLOB NOT NULL,
    level INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (category_id, level),
    FOREIGN KEY(category_id) REFERENCES impact_category (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_impact_anchor_category_id ON impact_anchor (category_id);

CREATE TABLE impact_category (
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    threshold INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (code)
)
 STRICT;

CREATE TABLE impact_level (
    id BLOB NOT NULL,
    level INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (level)
)
 STRICT;

CREATE TABLE impact_score (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    category_id BLOB NOT NULL,
    horizon_id BLOB NOT NULL,
    level INTEGER NOT NULL,
    note TEXT,
    fall_confirmed INTEGER NOT NULL,
    speaker_id BLOB,
    PRIMARY KEY (id),
    UNIQUE (service_id, category_id, horizon_id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(category_id) REFERENCES impact_category (id) ON DELETE CASCADE,
    FOREIGN KEY(horizon_id) REFERENCES horizon (id) ON DELETE CASCADE,
    FOREIGN KEY(speaker_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_impact_score_category_id ON impact_score (category_id);

CREATE INDEX ix_impact_score_horizon_id ON impact_score (horizon_id);

CREATE INDEX ix_impact_score_service_id ON impact_score (service_id);

CREATE INDEX ix_impact_score_speaker_id ON impact_score (speaker_id);

CREATE TABLE import_profile (
    id BLOB NOT NULL,
    kind TEXT NOT NULL,
    headings TEXT NOT NULL,
    mapping TEXT NOT NULL,
    used_on TEXT,
    PRIMARY KEY (id),
    UNIQUE (kind, headings)
)
 STRICT;

CREATE TABLE incident (
    title TEXT NOT NULL,
    severity TEXT NOT NULL,
    occurred_on TEXT,
    lasted INTEGER,
    reviewed_on TEXT,
    plan_id BLOB,
    plan_version TEXT,
    invoked_after INTEGER,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'incident'),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_incident_plan_id ON incident (plan_id);

CREATE TABLE incident_gap (
    id BLOB NOT NULL,
    incident_id BLOB NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(incident_id) REFERENCES incident (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_incident_gap_incident_id ON incident_gap (incident_id);

CREATE TABLE inject (
    exercise_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    minute INTEGER,
    scenario_time TEXT,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    narrative TEXT,
    sender TEXT,
    target_role TEXT,
    channel TEXT,
    objective_id BLOB,
    expected TEXT,
    questions TEXT,
    branch TEXT,
    state TEXT NOT NULL,
    released_at TEXT,
    action_seen_at TEXT,
    rating TEXT,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (exercise_id, number),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'inject'),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE,
    FOREIGN KEY(objective_id) REFERENCES objective (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_inject_exercise_id ON inject (exercise_id);

CREATE INDEX ix_inject_objective_id ON inject (objective_id);

CREATE TABLE key_role (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    role TEXT NOT NULL,
    person_id BLOB,
    cover_id BLOB,
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(cover_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_key_role_cover_id ON key_role (cover_id);

CREATE INDEX ix_key_role_person_id ON key_role (person_id);

CREATE INDEX ix_key_role_service_id ON key_role (service_id);

CREATE TABLE likelihood_level (
    id BLOB NOT NULL,
    level INTEGER NOT NULL,
    name TEXT NOT NULL,
    frequency TEXT NOT NULL,
    chance TEXT NOT NULL,
    rate REAL NOT NULL,
    example TEXT,
    PRIMARY KEY (id),
    UNIQUE (level)
)
 STRICT;

CREATE TABLE matrix_cell (
    id BLOB NOT NULL,
    likelihood INTEGER NOT NULL,
    impact INTEGER NOT NULL,
    band_id BLOB NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (likelihood, impact),
    FOREIGN KEY(band_id) REFERENCES band (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_matrix_cell_band_id ON matrix_cell (band_id);

CREATE TABLE meeting (
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT,
    starts_at TEXT,
    ended_at TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'meeting')
)
 STRICT;

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
    PRIMARY KEY (id),
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE CASCADE,
    FOREIGN KEY(speaker_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE SET NULL,
    FOREIGN KEY(action_id) REFERENCES action (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_meeting_entry_action_id ON meeting_entry (action_id);

CREATE INDEX ix_meeting_entry_meeting_id ON meeting_entry (meeting_id);

CREATE INDEX ix_meeting_entry_owner_id ON meeting_entry (owner_id);

CREATE INDEX ix_meeting_entry_speaker_id ON meeting_entry (speaker_id);

CREATE INDEX ix_meeting_entry_subject_id ON meeting_entry (subject_id);

CREATE TABLE note (
    id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    text TEXT NOT NULL,
    private INTEGER NOT NULL,
    author TEXT,
    at TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_note_subject_id ON note (subject_id);

CREATE TABLE objective (
    id BLOB NOT NULL,
    exercise_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    critical INTEGER NOT NULL,
    rating TEXT,
    rating_reason TEXT,
    PRIMARY KEY (id),
    UNIQUE (exercise_id, number),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_objective_exercise_id ON objective (exercise_id);

CREATE TABLE obligation (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    name TEXT NOT NULL,
    duty TEXT,
    within INTEGER,
    document TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_obligation_service_id ON obligation (service_id);

CREATE TABLE past_outage (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    occurred_on TEXT,
    lasted INTEGER,
    harm TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_past_outage_service_id ON past_outage (service_id);

CREATE TABLE peak (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    name TEXT NOT NULL,
    recurrence TEXT,
    mtpd INTEGER,
    every_year INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_peak_service_id ON peak (service_id);

CREATE TABLE person (
    name TEXT NOT NULL,
    role TEXT,
    department_id BLOB,
    site_id BLOB,
    phone TEXT,
    second_phone TEXT,
    email TEXT,
    status TEXT NOT NULL,
    left_on TEXT,
    verified_on TEXT,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'person'),
    FOREIGN KEY(department_id) REFERENCES department (id) ON DELETE SET NULL,
    FOREIGN KEY(site_id) REFERENCES site (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_person_department_id ON person (department_id);

CREATE INDEX ix_person_site_id ON person (site_id);

CREATE TABLE "plan" (
    title TEXT NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_id BLOB,
    purpose TEXT,
    scope TEXT,
    exclusions TEXT,
    deactivation TEXT,
    recovery_order TEXT,
    workaround TEXT,
    incident_process TEXT,
    return_to_normal TEXT,
    offline_places TEXT,
    bridge_number TEXT,
    bridge_code TEXT,
    allowance INTEGER,
    approved_by_id BLOB,
    approved_on TEXT,
    reviewed_on TEXT,
    next_review_on TEXT,
    expires_on TEXT,
    offline_version TEXT,
    offline_on TEXT,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'plan'),
    FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(approved_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_plan_approved_by_id ON "plan" (approved_by_id);

CREATE INDEX ix_plan_owner_id ON "plan" (owner_id);

CREATE TABLE plan_approval (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    version TEXT NOT NULL,
    approved_by_id BLOB,
    approved_by TEXT NOT NULL,
    approved_at TEXT NOT NULL,
    change_set INTEGER,
    note TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(approved_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_plan_approval_approved_by_id ON plan_approval (approved_by_id);

CREATE INDEX ix_plan_approval_plan_id ON plan_approval (plan_id);

CREATE TABLE plan_data_check (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    text TEXT NOT NULL,
    role TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_data_check_plan_id ON plan_data_check (plan_id);

CREATE TABLE plan_distribution (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    recipient TEXT NOT NULL,
    form TEXT NOT NULL,
    version TEXT,
    handed_on TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_distribution_plan_id ON plan_distribution (plan_id);

CREATE TABLE plan_do_not (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    text TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_do_not_plan_id ON plan_do_not (plan_id);

CREATE TABLE plan_escalation (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    level INTEGER NOT NULL,
    role TEXT NOT NULL,
    primary_id BLOB,
    backup_id BLOB,
    channel TEXT,
    go_up_when TEXT,
    authority TEXT,
    reply_limit INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(primary_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(backup_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_plan_escalation_backup_id ON plan_escalation (backup_id);

CREATE INDEX ix_plan_escalation_plan_id ON plan_escalation (plan_id);

CREATE INDEX ix_plan_escalation_primary_id ON plan_escalation (primary_id);

CREATE TABLE plan_first_hour (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    from_minute INTEGER NOT NULL,
    to_minute INTEGER NOT NULL,
    text TEXT NOT NULL,
    who TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_first_hour_plan_id ON plan_first_hour (plan_id);

CREATE TABLE plan_invoker (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (plan_id, person_id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_invoker_person_id ON plan_invoker (person_id);

CREATE INDEX ix_plan_invoker_plan_id ON plan_invoker (plan_id);

CREATE TABLE plan_message (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    audience TEXT NOT NULL,
    what TEXT,
    channel TEXT,
    sender TEXT,
    by_minutes INTEGER,
    notice_id BLOB,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(notice_id) REFERENCES plan_notice (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_plan_message_notice_id ON plan_message (notice_id);

CREATE INDEX ix_plan_message_plan_id ON plan_message (plan_id);

CREATE TABLE plan_notice (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    title TEXT NOT NULL,
    audience TEXT NOT NULL,
    text TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_notice_plan_id ON plan_notice (plan_id);

CREATE TABLE plan_resource (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    node_id BLOB,
    site_id BLOB,
    at_4h TEXT,
    at_24h TEXT,
    at_3d TEXT,
    at_1w TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(node_id) REFERENCES entity (id) ON DELETE SET NULL,
    FOREIGN KEY(site_id) REFERENCES site (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_plan_resource_node_id ON plan_resource (node_id);

CREATE INDEX ix_plan_resource_plan_id ON plan_resource (plan_id);

CREATE INDEX ix_plan_resource_site_id ON plan_resource (site_id);

CREATE TABLE plan_review (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    reviewed_on TEXT NOT NULL,
    reviewer_id BLOB,
    result TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(reviewer_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_plan_review_plan_id ON plan_review (plan_id);

CREATE INDEX ix_plan_review_reviewer_id ON plan_review (reviewer_id);

CREATE TABLE plan_role (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    name TEXT NOT NULL,
    primary_id BLOB,
    backup_id BLOB,
    authority TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(primary_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(backup_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_plan_role_backup_id ON plan_role (backup_id);

CREATE INDEX ix_plan_role_plan_id ON plan_role (plan_id);

CREATE INDEX ix_plan_role_primary_id ON plan_role (primary_id);

CREATE TABLE plan_service (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    allowance INTEGER,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (plan_id, service_id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_service_plan_id ON plan_service (plan_id);

CREATE INDEX ix_plan_service_service_id ON plan_service (service_id);

CREATE TABLE plan_step (
    plan_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    instruction TEXT NOT NULL,
    service_id BLOB,
    role_id BLOB,
    minutes INTEGER,
    done_when TEXT,
    notes TEXT,
    question TEXT,
    yes_step_id BLOB,
    no_step_id BLOB,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (plan_id, number),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'plan_step'),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE,
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE SET NULL,
    FOREIGN KEY(role_id) REFERENCES plan_role (id) ON DELETE SET NULL,
    FOREIGN KEY(yes_step_id) REFERENCES plan_step (id) ON DELETE SET NULL,
    FOREIGN KEY(no_step_id) REFERENCES plan_step (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_plan_step_no_step_id ON plan_step (no_step_id);

CREATE INDEX ix_plan_step_plan_id ON plan_step (plan_id);

CREATE INDEX ix_plan_step_role_id ON plan_step (role_id);

CREATE INDEX ix_plan_step_service_id ON plan_step (service_id);

CREATE INDEX ix_plan_step_yes_step_id ON plan_step (yes_step_id);

CREATE TABLE plan_step_citation (
    id BLOB NOT NULL,
    step_id BLOB NOT NULL,
    node_id BLOB NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (step_id, node_id),
    FOREIGN KEY(step_id) REFERENCES plan_step (id) ON DELETE CASCADE,
    FOREIGN KEY(node_id) REFERENCES entity (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_step_citation_node_id ON plan_step_citation (node_id);

CREATE INDEX ix_plan_step_citation_step_id ON plan_step_citation (step_id);

CREATE TABLE plan_step_order (
    id BLOB NOT NULL,
    step_id BLOB NOT NULL,
    after_id BLOB NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (step_id, after_id),
    FOREIGN KEY(step_id) REFERENCES plan_step (id) ON DELETE CASCADE,
    FOREIGN KEY(after_id) REFERENCES plan_step (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_step_order_after_id ON plan_step_order (after_id);

CREATE INDEX ix_plan_step_order_step_id ON plan_step_order (step_id);

CREATE TABLE plan_trigger (
    id BLOB NOT NULL,
    plan_id BLOB NOT NULL,
    text TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(plan_id) REFERENCES "plan" (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_plan_trigger_plan_id ON plan_trigger (plan_id);

CREATE TABLE poll (
    id BLOB NOT NULL,
    subject_id BLOB NOT NULL,
    dimension TEXT NOT NULL,
    category_id BLOB,
    horizon_id BLOB,
    meeting_id BLOB,
    state TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE CASCADE,
    FOREIGN KEY(category_id) REFERENCES impact_category (id) ON DELETE SET NULL,
    FOREIGN KEY(horizon_id) REFERENCES horizon (id) ON DELETE SET NULL,
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_poll_category_id ON poll (category_id);

CREATE INDEX ix_poll_horizon_id ON poll (horizon_id);

CREATE INDEX ix_poll_meeting_id ON poll (meeting_id);

CREATE INDEX ix_poll_subject_id ON poll (subject_id);

CREATE TABLE poll_round (
    id BLOB NOT NULL,
    poll_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    revealed_at TEXT,
    PRIMARY KEY (id),
    UNIQUE (poll_id, number),
    FOREIGN KEY(poll_id) REFERENCES poll (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_poll_round_poll_id ON poll_round (poll_id);

CREATE TABLE problem (
    title TEXT NOT NULL,
    node_id BLOB,
    incidents INTEGER,
    state TEXT NOT NULL,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'problem'),
    FOREIGN KEY(node_id) REFERENCES entity (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_problem_node_id ON problem (node_id);

CREATE TABLE ref_counter (
    id BLOB NOT NULL,
    prefix TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (prefix)
)
 STRICT;

CREATE TABLE resource (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    what TEXT NOT NULL,
    note TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_resource_service_id ON resource (service_id);

CREATE TABLE resource_quantity (
    id BLOB NOT NULL,
    resource_id BLOB NOT NULL,
    horizon_id BLOB NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (resource_id, horizon_id),
    FOREIGN KEY(resource_id) REFERENCES resource (id) ON DELETE CASCADE,
    FOREIGN KEY(horizon_id) REFERENCES horizon (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_resource_quantity_horizon_id ON resource_quantity (horizon_id);

CREATE INDEX ix_resource_quantity_resource_id ON resource_quantity (resource_id);

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
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'risk'),
    FOREIGN KEY(threat_id) REFERENCES threat (id) ON DELETE SET NULL,
    FOREIGN KEY(category_id) REFERENCES impact_category (id) ON DELETE SET NULL,
    FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(accepted_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_risk_accepted_by_id ON risk (accepted_by_id);

CREATE INDEX ix_risk_category_id ON risk (category_id);

CREATE INDEX ix_risk_external_id ON risk (external_id);

CREATE INDEX ix_risk_owner_id ON risk (owner_id);

CREATE INDEX ix_risk_threat_id ON risk (threat_id);

CREATE TABLE risk_node (
    id BLOB NOT NULL,
    risk_id BLOB NOT NULL,
    node_id BLOB NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (risk_id, node_id),
    FOREIGN KEY(risk_id) REFERENCES risk (id) ON DELETE CASCADE,
    FOREIGN KEY(node_id) REFERENCES entity (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_risk_node_node_id ON risk_node (node_id);

CREATE INDEX ix_risk_node_risk_id ON risk_node (risk_id);

CREATE TABLE risk_service (
    id BLOB NOT NULL,
    risk_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (risk_id, service_id),
    FOREIGN KEY(risk_id) REFERENCES risk (id) ON DELETE CASCADE,
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_risk_service_risk_id ON risk_service (risk_id);

CREATE INDEX ix_risk_service_service_id ON risk_service (service_id);

CREATE TABLE seat (
    id BLOB NOT NULL,
    meeting_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    person_id BLOB,
    role TEXT,
    presence TEXT NOT NULL,
    left_at TEXT,
    PRIMARY KEY (id),
    UNIQUE (meeting_id, number),
    FOREIGN KEY(meeting_id) REFERENCES meeting (id) ON DELETE CASCADE,
    FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_seat_meeting_id ON seat (meeting_id);

CREATE INDEX ix_seat_person_id ON seat (person_id);

CREATE TABLE service (
    name TEXT NOT NULL,
    department_id BLOB,
    owner_id BLOB,
    deputy_id BLOB,
    mtpd INTEGER,
    rto INTEGER,
    wrt INTEGER,
    rpo INTEGER,
    mbco_pct INTEGER,
    mbco_text TEXT,
    mbco_max INTEGER,
    tier_assigned INTEGER,
    tier_reason TEXT,
    status TEXT NOT NULL,
    retired_on TEXT,
    holds_data INTEGER NOT NULL,
    external_id TEXT,
    source_system TEXT,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'service'),
    FOREIGN KEY(department_id) REFERENCES department (id) ON DELETE SET NULL,
    FOREIGN KEY(owner_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(deputy_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_service_department_id ON service (department_id);

CREATE INDEX ix_service_deputy_id ON service (deputy_id);

CREATE INDEX ix_service_external_id ON service (external_id);

CREATE INDEX ix_service_owner_id ON service (owner_id);

CREATE TABLE service_result (
    id BLOB NOT NULL,
    exercise_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    outcome TEXT NOT NULL,
    target_rto INTEGER,
    target_rpo INTEGER,
    lost_at TEXT,
    detected_at TEXT,
    invoked_at TEXT,
    recovery_began_at TEXT,
    at_mbco_at TEXT,
    verified_at TEXT,
    rta INTEGER,
    rpa INTEGER,
    note TEXT,
    PRIMARY KEY (id),
    UNIQUE (exercise_id, service_id),
    FOREIGN KEY(exercise_id) REFERENCES exercise (id) ON DELETE CASCADE,
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_service_result_exercise_id ON service_result (exercise_id);

CREATE INDEX ix_service_result_service_id ON service_result (service_id);

CREATE TABLE session_info (
    id BLOB NOT NULL,
    title TEXT NOT NULL,
    organisation TEXT NOT NULL,
    currency TEXT NOT NULL,
    annual_revenue INTEGER,
    confidentiality TEXT NOT NULL,
    facilitator_id BLOB,
    about TEXT,
    language TEXT NOT NULL,
    cautious_mtpd INTEGER NOT NULL,
    inherent_scored INTEGER NOT NULL,
    is_sample INTEGER NOT NULL,
    started_on TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(facilitator_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_session_info_facilitator_id ON session_info (facilitator_id);

CREATE TABLE site (
    name TEXT NOT NULL,
    purpose TEXT,
    address TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'site'),
    UNIQUE (name)
)
 STRICT;

CREATE TABLE strategy (
    service_id BLOB NOT NULL,
    name TEXT NOT NULL,
    type TEXT,
    state TEXT NOT NULL,
    reason TEXT,
    rtc INTEGER,
    detect INTEGER,
    decide INTEGER,
    mobilise INTEGER,
    restore INTEGER,
    verify INTEGER,
    rpo INTEGER,
    capacity_pct INTEGER,
    annual_cost INTEGER,
    avoided_loss INTEGER,
    mandate TEXT,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'strategy'),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_strategy_service_id ON strategy (service_id);

CREATE TABLE strategy_node (
    id BLOB NOT NULL,
    strategy_id BLOB NOT NULL,
    node_id BLOB NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (strategy_id, node_id),
    FOREIGN KEY(strategy_id) REFERENCES strategy (id) ON DELETE CASCADE,
    FOREIGN KEY(node_id) REFERENCES entity (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_strategy_node_node_id ON strategy_node (node_id);

CREATE INDEX ix_strategy_node_strategy_id ON strategy_node (strategy_id);

CREATE TABLE supplier (
    name TEXT NOT NULL,
    provides TEXT,
    contract_rto INTEGER,
    contract_rpo INTEGER,
    evidence TEXT,
    evidence_on TEXT,
    joint_test_on TEXT,
    alternative TEXT,
    alternative_id BLOB,
    switch_time INTEGER,
    exit_plan INTEGER,
    contract_number TEXT,
    contact TEXT,
    manager_id BLOB,
    note TEXT,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'supplier'),
    FOREIGN KEY(alternative_id) REFERENCES supplier (id) ON DELETE SET NULL,
    FOREIGN KEY(manager_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_supplier_alternative_id ON supplier (alternative_id);

CREATE INDEX ix_supplier_manager_id ON supplier (manager_id);

CREATE TABLE target_decision (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    target TEXT NOT NULL,
    proposed INTEGER,
    driver_id BLOB,
    reason TEXT,
    decided_by_id BLOB,
    decided_at TEXT,
    PRIMARY KEY (id),
    UNIQUE (service_id, target),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE,
    FOREIGN KEY(driver_id) REFERENCES impact_category (id) ON DELETE SET NULL,
    FOREIGN KEY(decided_by_id) REFERENCES person (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_target_decision_decided_by_id ON target_decision (decided_by_id);

CREATE INDEX ix_target_decision_driver_id ON target_decision (driver_id);

CREATE INDEX ix_target_decision_service_id ON target_decision (service_id);

CREATE TABLE threat (
    id BLOB NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    typical_outage INTEGER,
    hits TEXT,
    PRIMARY KEY (id),
    UNIQUE (code)
)
 STRICT;

CREATE TABLE tier (
    id BLOB NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    rto_max INTEGER,
    rpo_guide INTEGER,
    critical INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (number)
)
 STRICT;

CREATE TABLE vital_record (
    id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    name TEXT NOT NULL,
    copy_at TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(service_id) REFERENCES service (id) ON DELETE CASCADE
)
 STRICT;

CREATE INDEX ix_vital_record_service_id ON vital_record (service_id);

CREATE TABLE waiver (
    rule TEXT NOT NULL,
    subject_id BLOB NOT NULL,
    node_id BLOB,
    reason TEXT NOT NULL,
    person_id BLOB,
    granted_on TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    risk_id BLOB,
    id BLOB NOT NULL,
    entity_kind TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(id, entity_kind) REFERENCES entity (id, kind) ON DELETE CASCADE,
    CHECK (entity_kind = 'waiver'),
    FOREIGN KEY(subject_id) REFERENCES entity (id) ON DELETE CASCADE,
    FOREIGN KEY(node_id) REFERENCES entity (id) ON DELETE SET NULL,
    FOREIGN KEY(person_id) REFERENCES person (id) ON DELETE SET NULL,
    FOREIGN KEY(risk_id) REFERENCES risk (id) ON DELETE SET NULL
)
 STRICT;

CREATE INDEX ix_waiver_node_id ON waiver (node_id);

CREATE INDEX ix_waiver_person_id ON waiver (person_id);

CREATE INDEX ix_waiver_risk_id ON waiver (risk_id);

CREATE INDEX ix_waiver_subject_id ON waiver (subject_id);
