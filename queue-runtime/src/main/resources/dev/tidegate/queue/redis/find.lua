-- find: everything of some jobs. no-writes.
-- args: clock, ids
-- reply: eight per job that has a record: id, record, token, lease end, failure, progress, result,
--   reason of death
local function find(keys, args)
  local q = open(keys, args)
  local reply = {}
  for i = 2, #args do
    local text = call('GET', job_key(q, args[i]))
    if text then view(q, args[i], text, reply) end
  end
  return reply
end
