-- A rollout that is cancelled between two holders is ended by the API, and so is its account.
grant insert on usage_record to quarry_api;
