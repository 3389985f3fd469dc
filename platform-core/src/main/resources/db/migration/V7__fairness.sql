-- Fair shares by what is used, while it is used.

-- slot_seconds  time that slots were held
-- used          what that time and the tokens up to step charged_seq come to, which is what the
--               tenant's virtual time was charged for the rollout
-- charged_until time up to which that is done; null while no slot is held
-- Runners of the version before know none of these. They charge at the end, as before.
alter table rollout add column slot_seconds double precision not null default 0;
alter table rollout add column used double precision not null default 0;
alter table rollout add column charged_until timestamptz;
alter table rollout add column charged_seq bigint not null default 0;

-- What was used before is not charged a second time. The owner has no policy on these tables.
alter table rollout no force row level security;
alter table step no force row level security;
update rollout r set charged_seq = (select coalesce(max(s.seq), 0) from step s where s.rollout_id = r.rollout_id)
where r.ended_at is null;
alter table rollout force row level security;
alter table step force row level security;

grant select (input_tokens, output_tokens) on step to quarry_scheduler;

-- Where a tenant begins of which nothing was due: level with the least of the others that wait, else
-- with the one of them that has used most, so that neither idleness nor an idle installation earns anything. Of all
-- tenants it tells one number.
create function fair_start(newcomer uuid) returns double precision
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select coalesce(min(vtime) filter (where queued > 0 and not fresh), max(vtime) filter (where running > 0),
                    max(vtime), 0)
    from tenant_sched where tenant_id <> newcomer
  $$;
revoke all on function fair_start(uuid) from public;
grant execute on function fair_start(uuid) to quarry_api, quarry_runner, quarry_scheduler;

-- From now on fresh says that nothing of a tenant was due when it was last looked at: it is levelled at
-- its next claim. API replicas of the version before mean the same by it.

-- When a job's turn is, as it was asked for.
alter table job add column priority int not null default 0;
alter table job add column not_before timestamptz;

-- For a tenant that asks why a job waits: how many slots are taken, and how many other tenants that
-- wait have used less than it. Numbers only, and always of the tenant that the transaction sees.
create function queue_load() returns table (busy bigint, ahead bigint)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select coalesce(sum(s.running), 0)::bigint,
           count(*) filter (where s.queued > 0 and not s.fresh and s.running < s.max_running
                            and s.vtime < (select vtime from tenant_sched
                                           where tenant_id = current_tenant()))
    from tenant_sched s
  $$;
revoke all on function queue_load() from public;
grant execute on function queue_load() to quarry_api;

create index rollout_ended on rollout (tenant_id, ended_at desc) where ended_at is not null;
