-- Pausing, steering, waiting for an answer, and the end of a job's data.

-- What the holder of a lease is told by its heartbeat.
alter table rollout add column pause_requested boolean not null default false;
alter table rollout add column inputs int not null default 0 check (inputs >= 0);

-- Messages of a job's user, in order. Each rollout takes them in as steps of its own; the trajectory
-- says how far it has come.
create table job_input (
  tenant_id  uuid not null,
  job_id     uuid not null,
  ordinal    int not null check (ordinal > 0),
  kind       text not null check (kind in ('steer', 'answer')),
  message    text not null,
  approved   boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (tenant_id, job_id, ordinal),
  foreign key (tenant_id, job_id) references job on delete cascade
);

-- awaiting: while WAITING_INPUT, what is asked of the user: {"kind": "clarification"|"plan", "message": …}
-- expires_at: when an ended job is deleted with all its data; null for never
alter table job add column awaiting json;
alter table job add column expires_at timestamptz;
create index job_expiring on job (tenant_id, expires_at) where expires_at is not null;

alter table job_input enable row level security;
alter table job_input force row level security;
create policy own_tenant on job_input to quarry_api, quarry_runner
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());

grant select, insert on job_input to quarry_api;
grant select on job_input to quarry_runner;

-- The sweep of expired jobs finds them across tenants and deletes each within its own.
create policy scheduler_expiry on job for select to quarry_scheduler using (expires_at is not null);
grant select (tenant_id, job_id, expires_at) on job to quarry_scheduler;

-- Whoever ends a job, and however, the time of its deletion follows from its specification.
create function expire_ended_job() returns trigger
  language plpgsql
  as $$
  begin
    new.expires_at := new.ended_at + make_interval(days => (new.spec ->> 'retentionDays')::int);
    return new;
  end $$;

create trigger job_ends before update of ended_at on job
  for each row when (old.ended_at is null and new.ended_at is not null)
  execute function expire_ended_job();

-- The applications look here whether the schema is as new as they are.
grant select (version, success) on flyway_schema_history
  to quarry_api, quarry_runner, quarry_journal, quarry_scheduler;
