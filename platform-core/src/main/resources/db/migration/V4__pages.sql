-- The journal stores the pages that a step names in the commit of that step. Runners of the version before store them
-- by themselves, so their grant stays.
create policy journal_insert on page for insert to quarry_journal with check (true);
grant insert on page to quarry_journal;
