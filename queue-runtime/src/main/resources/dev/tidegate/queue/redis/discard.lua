-- discard: drops dead jobs for good, one bounded step. allow-oom: it makes room.
-- args and reply: as redrive
local function discard(keys, args)
  local q = open(keys, args)
  local reply = walk_dead(q, args, discard_dead)
  flush(q)
  return reply
end
