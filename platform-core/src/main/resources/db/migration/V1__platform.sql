-- The first schema. Every table with a tenant_id has row-level security, enabled and forced, from
-- here on. The login roles exist before this runs and own nothing:
--   quarry_api, quarry_runner   see the tenant that the transaction has set
--   quarry_journal              may insert steps of any tenant and read back their keys
--   quarry_scheduler            sees the scheduling columns of all tenants, no content

create function current_tenant() returns uuid
  language sql stable
  as $$ select nullif(current_setting('quarry.tenant', true), '')::uuid $$;

create table tenant (
  tenant_id  uuid primary key,
  slug       text not null unique check (slug ~ '^[a-z0-9-]{1,64}$'),
  name       text not null,
  created_at timestamptz not null default now()
);

create table api_key (
  tenant_id    uuid not null references tenant,
  key_id       text not null,
  name         text not null,
  hash         bytea not null,
  scopes       text[] not null,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, key_id)
);
create unique index api_key_by_id on api_key (key_id);

create table job (
  tenant_id       uuid not null references tenant,
  job_id          uuid not null,
  state           text not null,
  mode            text not null,
  model           text not null,
  spec            json not null,
  created_at      timestamptz not null default now(),
  started_at      timestamptz,
  ended_at        timestamptz,
  termination     text,
  failure_code    text,
  failure_message text,
  answer          text,
  report          json,
  primary key (tenant_id, job_id)
);
create index job_by_age on job (tenant_id, created_at desc, job_id desc);

-- Scheduling columns only: no content, so that the scheduler's role may see it.
create table rollout (
  rollout_id       uuid primary key,
  tenant_id        uuid not null,
  job_id           uuid not null,
  ordinal          int not null,
  state            text not null,
  priority         int not null default 0,
  queued_at        timestamptz not null default now(),
  not_before       timestamptz not null default now(),
  lease_owner      text,
  lease_epoch      bigint not null default 0,
  lease_until      timestamptz,
  attempts         int not null default 0,
  stuck_seq        bigint not null default 0,
  stuck_attempts   int not null default 0,
  cancel_requested boolean not null default false,
  started_at       timestamptz,
  ended_at         timestamptz,
  foreign key (tenant_id, job_id) references job on delete cascade,
  unique (tenant_id, job_id, ordinal)
);
create index rollout_claimable on rollout (tenant_id, priority desc, queued_at, rollout_id)
  where state = 'QUEUED';
create index rollout_leased on rollout (lease_until) where state = 'RUNNING';

create table step (
  rollout_id    uuid not null references rollout on delete cascade,
  seq           bigint not null check (seq > 0),
  tenant_id     uuid not null,
  epoch         bigint not null,
  kind          text not null,
  at            timestamptz not null default clock_timestamp(),
  model_calls   int not null default 0,
  tool_calls    int not null default 0,
  input_tokens  bigint not null default 0,
  output_tokens bigint not null default 0,
  body          json not null,
  primary key (rollout_id, seq)
);

-- The pages that a job read, by the hash of their text.
create table page (
  tenant_id  uuid not null,
  job_id     uuid not null,
  sha256     text not null,
  url        text not null,
  title      text not null,
  body       text not null,
  fetched_at timestamptz not null default now(),
  primary key (tenant_id, job_id, sha256, url),
  foreign key (tenant_id, job_id) references job on delete cascade
);

create table artifact (
  tenant_id  uuid not null,
  job_id     uuid not null,
  name       text not null,
  media_type text not null,
  content    bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, job_id, name),
  foreign key (tenant_id, job_id) references job on delete cascade
);

create table usage_record (
  tenant_id     uuid not null,
  job_id        uuid not null,
  rollout_id    uuid not null,
  kind          text not null,
  name          text not null,
  calls         bigint not null,
  input_tokens  bigint not null,
  output_tokens bigint not null,
  slot_millis   bigint not null,
  recorded_at   timestamptz not null default now(),
  primary key (tenant_id, rollout_id, kind, name)
);

create table idempotency_key (
  tenant_id    uuid not null,
  key          text not null,
  request_hash text not null,
  job_id       uuid not null,
  created_at   timestamptz not null default now(),
  primary key (tenant_id, key)
);

create table corpus (
  tenant_id       uuid not null references tenant,
  corpus_id       uuid not null,
  name            text not null check (name ~ '^[a-z0-9-]{1,64}$'),
  path            text not null,
  state           text not null,
  files_done      int not null default 0,
  files_total     int not null default 0,
  documents       int not null default 0,
  passages        int not null default 0,
  skipped         json not null default '[]',
  failure         text,
  index_requested timestamptz not null default now(),
  indexed_at      timestamptz,
  indexer         text,
  indexer_until   timestamptz,
  created_at      timestamptz not null default now(),
  primary key (tenant_id, corpus_id),
  unique (tenant_id, name)
);

create table outbox (
  id         bigint generated always as identity primary key,
  tenant_id  uuid not null,
  topic      text not null,
  key        text not null,
  payload    text not null,
  created_at timestamptz not null default now()
);
alter table outbox set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- One row a tenant: what the fair claim goes by. Times are in slot-seconds.
create table tenant_sched (
  tenant_id   uuid primary key references tenant,
  weight      double precision not null default 1 check (weight > 0),
  vtime       double precision not null default 0,
  fresh       boolean not null default true,
  queued      int not null default 0 check (queued >= 0),
  running     int not null default 0 check (running >= 0),
  max_running int not null default 64 check (max_running >= 0)
);
create index tenant_sched_turn on tenant_sched (vtime, tenant_id) where queued > 0;

-- What runners are there and what they offer. Belongs to the installation, not to a tenant.
create table runner (
  runner_id  text primary key,
  started_at timestamptz not null default now(),
  seen_at    timestamptz not null default now(),
  slots      int not null,
  busy       int not null default 0,
  catalogue  json not null
);

do $$
declare t text;
begin
  foreach t in array array['tenant','api_key','job','rollout','step','page','artifact',
                           'usage_record','idempotency_key','corpus','outbox','tenant_sched'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_tenant on %I to quarry_api, quarry_runner '
                   'using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', t);
  end loop;
end $$;

-- Setting up a tenant is the operator's business and done as the owner of the schema.
create policy operator on tenant to quarry_owner using (true) with check (true);
create policy operator on tenant_sched to quarry_owner using (true) with check (true);
create policy operator on api_key to quarry_owner using (true) with check (true);

-- Before the tenant is known, a request may see the one key that it presents.
create policy presented_key on api_key for select to quarry_api
  using (key_id = nullif(current_setting('quarry.key_id', true), ''));

-- The journal writes batches that span tenants.
create policy journal_insert on step for insert to quarry_journal with check (true);
create policy journal_keys on step for select to quarry_journal using (true);

create policy scheduler_rollouts on rollout to quarry_scheduler using (true) with check (true);
create policy scheduler_turns on tenant_sched to quarry_scheduler using (true) with check (true);
create policy scheduler_relay on outbox to quarry_scheduler using (true) with check (true);
create policy scheduler_lease_insert on step for insert to quarry_scheduler
  with check (kind = 'leased');
create policy scheduler_keys on step for select to quarry_scheduler using (true);
create policy scheduler_corpora on corpus for select to quarry_scheduler using (true);

grant usage on schema public to quarry_api, quarry_runner, quarry_journal, quarry_scheduler;

grant select on tenant to quarry_api, quarry_runner;
grant select, insert on api_key to quarry_api;
grant update (revoked_at, last_used_at) on api_key to quarry_api;
grant select, insert, update, delete on job to quarry_api;
grant select, insert, update on rollout to quarry_api;
grant select on step, page, artifact, usage_record to quarry_api;
grant select, insert, delete on idempotency_key to quarry_api;
grant select, insert, update, delete on corpus to quarry_api;
grant insert on outbox to quarry_api;
grant select, insert, update on tenant_sched to quarry_api;
grant select on runner to quarry_api;

grant select, update on job, rollout, corpus, tenant_sched to quarry_runner;
grant select on step to quarry_runner;
grant select, insert on page, usage_record, outbox to quarry_runner;
grant select, insert, update on artifact to quarry_runner;
grant select, insert, update, delete on runner to quarry_runner;

grant insert on step to quarry_journal;
grant select (rollout_id, seq, epoch, at) on step to quarry_journal;

grant select, update on rollout, tenant_sched to quarry_scheduler;
grant insert on step to quarry_scheduler;
grant select (rollout_id, seq) on step to quarry_scheduler;
grant select, insert, delete on outbox to quarry_scheduler;
-- Row locks (for update skip locked) need the right to update a column.
grant update (created_at) on outbox to quarry_scheduler;
grant select (tenant_id, corpus_id, state, indexer_until) on corpus to quarry_scheduler;
grant select on runner to quarry_scheduler;
