-- stats: the figures of a queue, O(1). no-writes.
-- args: clock
-- reply: { now, oldest ready since or -1, end of the first lease or -1, dead, 1 = paused in,
--   1 = paused out, then name and value of every figure of stat }
local STATS_LOOK = 8

-- Jobs given back stand in front of older ones, so a few are looked at; behind more of them than
-- that the age comes out too small.
local function oldest_ready(q)
  local oldest = -1
  for priority = 0, 2 do
    local ids = call('LRANGE', q.base .. 'ready:' .. priority, 0, STATS_LOOK - 1)
    for _, id in ipairs(ids) do
      local h = read(q, id)
      if h and h.state == READY and (oldest < 0 or h.at < oldest) then oldest = h.at end
    end
  end
  return oldest
end

local function stats(keys, args)
  local q = open(keys, args)
  local first = call('ZRANGE', q.base .. 'lease', 0, 0, 'WITHSCORES')
  local reply = {
    q.now, oldest_ready(q), tonumber(first[2]) or -1, call('ZCARD', q.base .. 'dead'),
    q.cfg.paused_in == '1' and 1 or 0, q.cfg.paused_out == '1' and 1 or 0,
  }
  for name, value in pairs(q.stat) do push(reply, name, value) end
  return reply
end
