-- Administration of many tenants: members, roles of keys, secrets, the audit log; and the
-- platform's operator, who is no tenant.

-- Set for a transaction of the operator's, as quarry.tenant is for one of a tenant's.
create function as_operator() returns boolean
  language sql stable
  as $$ select coalesce(current_setting('quarry.operator', true), '') = 'on' $$;

-- max_running is the cap that the operator gave; that in tenant_sched, which the claim goes by, is 0
-- while the tenant is suspended.
alter table tenant add column suspended_at timestamptz;
alter table tenant add column max_running int not null default 64 check (max_running >= 0);

-- A key has a role, or scopes of its own.
alter table api_key add column role text check (role in ('owner', 'admin', 'researcher', 'viewer'));
alter table api_key add column allowed_cidrs text[] not null default '{}';
alter table api_key add column created_by text not null default '';

create table member (
  tenant_id  uuid not null references tenant,
  member_id  uuid not null,
  issuer     text not null,
  subject    text not null,
  name       text not null,
  role       text not null check (role in ('owner', 'admin', 'researcher', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, member_id),
  unique (tenant_id, issuer, subject)
);
create index member_by_subject on member (issuer, subject);

-- The key that encrypts a tenant's secrets, itself encrypted by the installation's.
create table tenant_key (
  tenant_id  uuid not null references tenant,
  version    int not null check (version > 0),
  kek_id     text not null,
  nonce      bytea not null,
  wrapped    bytea not null,
  commitment bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, version)
);

create table secret (
  tenant_id   uuid not null references tenant,
  name        text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
  version     int not null check (version > 0),
  key_version int not null,
  nonce       bytea not null,
  ciphertext  bytea not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  primary key (tenant_id, name),
  foreign key (tenant_id, key_version) references tenant_key
);

-- What was done in a tenant, by whom and from where. Nothing refers to it and it refers to nothing:
-- it outlives what it tells of.
create table audit_event (
  tenant_id  uuid not null,
  event_id   bigint generated always as identity,
  at         timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('key', 'member', 'operator')),
  actor_id   text not null,
  actor_name text not null,
  action     text not null,
  object     text not null,
  outcome    text not null,
  peer       text not null,
  detail     text not null default '',
  primary key (tenant_id, event_id)
);

-- The operator's own.
create table operator_key (
  key_id       text primary key,
  name         text not null,
  hash         bytea not null,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz
);

create table operator_event (
  event_id   bigint generated always as identity primary key,
  at         timestamptz not null default now(),
  actor_kind text not null check (actor_kind = 'operator'),
  actor_id   text not null,
  actor_name text not null,
  action     text not null,
  object     text not null,
  outcome    text not null,
  peer       text not null,
  detail     text not null default ''
);

create function refuse_change() returns trigger
  language plpgsql
  as $$ begin
    raise exception 'table % is append-only', tg_table_name using errcode = '42501';
  end $$;
create trigger append_only before update or delete or truncate on audit_event
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on operator_event
  for each statement execute function refuse_change();

do $$
declare t text;
begin
  foreach t in array array['member', 'tenant_key', 'secret', 'audit_event'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_tenant on %I to quarry_api, quarry_runner '
                   'using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())', t);
  end loop;
  foreach t in array array['operator_key', 'operator_event'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
  end loop;
end $$;

create policy operator on operator_key to quarry_owner using (true) with check (true);

-- The operator sees and makes tenants, not what they have.
create policy as_operator on tenant to quarry_api using (as_operator()) with check (as_operator());
create policy as_operator on tenant_sched to quarry_api
  using (as_operator()) with check (as_operator());
create policy as_operator on operator_event to quarry_api
  using (as_operator()) with check (as_operator());

-- Before anybody is known: the one key and the one person that a request names.
create policy presented_key on operator_key to quarry_api
  using (key_id = nullif(current_setting('quarry.key_id', true), ''));
create policy presented_subject on member for select to quarry_api
  using (issuer = nullif(current_setting('quarry.issuer', true), '')
         and subject = nullif(current_setting('quarry.subject', true), ''));

grant insert, delete on tenant to quarry_api;
grant update (name, suspended_at, max_running) on tenant to quarry_api;
grant delete on tenant_sched, api_key, usage_record to quarry_api;
grant select, insert, update, delete on member to quarry_api;
grant select, insert, delete on tenant_key to quarry_api;
grant update (kek_id, nonce, wrapped) on tenant_key to quarry_api;
grant select, insert, update, delete on secret to quarry_api;
grant select on secret, tenant_key to quarry_runner;
grant select, insert on audit_event, operator_event to quarry_api;
grant select on operator_key to quarry_api;
grant update (last_used_at) on operator_key to quarry_api;
