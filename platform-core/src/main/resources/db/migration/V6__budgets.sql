-- What was used up, by whom and for how much; amounts of money are micro-units (millionths) of the
-- installation's currency.

alter table step add column cost_micros bigint not null default 0;

-- submitted_by: who asked, as in key:Ab12Cd34
alter table job add column submitted_by text not null default '';

-- These lines outlive their job, so they say themselves for whom and what it was.
alter table usage_record add column submitted_by text not null default '';
alter table usage_record add column mode text not null default '';
alter table usage_record add column cost_micros bigint not null default 0;
create index usage_record_by_time on usage_record (tenant_id, recorded_at);

-- A rollout that leaves its slot writes what it came to so far; the next holder overwrites that, and so
-- does whoever ends it while nobody holds it.
grant update on usage_record to quarry_runner, quarry_api;

-- The operator sees who used how much. There is no content in these lines.
create policy as_operator on usage_record for select to quarry_api using (as_operator());

create table project (
  tenant_id   uuid not null references tenant,
  project_id  uuid not null,
  slug        text not null check (slug ~ '^[a-z0-9-]{1,64}$'),
  name        text not null,
  archived_at timestamptz,
  created_at  timestamptz not null default now(),
  primary key (tenant_id, project_id),
  unique (tenant_id, slug)
);

alter table job add column project_id uuid;
alter table job add foreign key (tenant_id, project_id) references project;
create index job_by_project on job (tenant_id, project_id, created_at desc, job_id desc)
  where project_id is not null;
alter table usage_record add column project_id uuid;

-- The first day, UTC, of the period of a budget that is running now.
create function budget_starts(period text) returns date
  language sql stable
  as $$ select case period
      when 'day' then (now() at time zone 'UTC')::date
      when 'month' then date_trunc('month', now() at time zone 'UTC')::date
      when 'total' then date '2000-01-01' end $$;

-- The ledger: limits, what was used in the period that began at starts, and what is reserved for calls
-- that are under way. Where starts is past, nothing was used yet in the present period.
--   scope     operator: of the whole tenant, given by the operator; tenant: of the whole tenant, given by
--             itself; project: of one project
--   owner_id  the tenant, or the project
--   max_*     null for no limit
create table budget (
  tenant_id       uuid not null references tenant,
  scope           text not null check (scope in ('operator', 'tenant', 'project')),
  owner_id        uuid not null,
  period          text not null check (period in ('day', 'month', 'total')),
  starts          date not null,
  max_tokens      bigint check (max_tokens >= 0),
  max_micros      bigint check (max_micros >= 0),
  max_tool_calls  bigint check (max_tool_calls >= 0),
  max_millis      bigint check (max_millis >= 0),
  used_tokens     bigint not null default 0,
  used_micros     bigint not null default 0,
  used_tool_calls bigint not null default 0,
  used_millis     bigint not null default 0,
  reserved_tokens bigint not null default 0,
  reserved_micros bigint not null default 0,
  primary key (tenant_id, owner_id, scope, period)
);

-- How each rollout stands in all budgets over it: what of its use is counted there so far, and what is
-- reserved for it. Refers to no job, so that what is reserved can be given back when that is gone.
create table budget_hold (
  tenant_id       uuid not null,
  rollout_id      uuid not null,
  project_id      uuid,
  epoch           bigint not null,
  tokens          bigint not null default 0,
  micros          bigint not null default 0,
  tool_calls      bigint not null default 0,
  millis          bigint not null default 0,
  reserved_tokens bigint not null default 0,
  reserved_micros bigint not null default 0,
  primary key (tenant_id, rollout_id)
);

do $$
declare t text;
begin
  foreach t in array array['project', 'budget', 'budget_hold'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_tenant on %I to quarry_api, quarry_runner '
                   'using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', t);
  end loop;
end $$;

-- Runners look for tenants that have a budget, and for reservations whose holder is gone.
create policy scheduler_budgets on budget for select to quarry_scheduler using (true);
create policy scheduler_holds on budget_hold for select to quarry_scheduler using (true);

grant select, insert, update, delete on project, budget to quarry_api;
grant select, update, delete on budget_hold to quarry_api;
grant select on project to quarry_runner;
grant select, update on budget to quarry_runner;
grant select, insert, update, delete on budget_hold to quarry_runner;
grant select (tenant_id) on budget to quarry_scheduler;
grant select (tenant_id, rollout_id, epoch, reserved_tokens, reserved_micros) on budget_hold
  to quarry_scheduler;

-- How fast a tenant submits: when its share of the rate would be used up to nothing (generic cell rate
-- algorithm: one time says all).
create table submit_rate (
  tenant_id uuid primary key references tenant,
  due       timestamptz not null
);
alter table submit_rate enable row level security;
alter table submit_rate force row level security;
create policy own_tenant on submit_rate to quarry_api, quarry_runner
  using (tenant_id = current_tenant()) with check (tenant_id = current_tenant());
grant select, insert, update, delete on submit_rate to quarry_api;
