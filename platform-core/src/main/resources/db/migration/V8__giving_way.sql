-- Rollouts leave their slots to others.

-- Since when a rollout has had the slot that it holds. Runners of the version before neither set it nor
-- give way.
alter table rollout add column held_since timestamptz;
