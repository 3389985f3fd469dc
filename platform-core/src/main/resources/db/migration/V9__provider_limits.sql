-- What providers of models still take of an installation: token buckets that all runners share.

-- bucket        servers, model and a fingerprint of the key; no key and no tenant is in here
-- requests      that may be sent now; what a minute allows is in the runners' configuration
-- tokens        the same; negative where requests came to more than was expected of them
-- updated_at    up to when the two are filled; a new row is full
-- closed_until  when the provider takes requests again, as it said
create table provider_limit (
  bucket       text primary key,
  requests     double precision not null default 0,
  tokens       double precision not null default 0,
  updated_at   timestamptz not null default 'epoch',
  closed_until timestamptz not null default 'epoch'
);
grant select, insert, update on provider_limit to quarry_runner;
