-- trim: drops records past their retention, at most `limit`, and old traces. allow-oom.
-- args: clock, limit
-- reply: { dropped, 1 = more are due }
local function drop(q, ids)
  for _, id in ipairs(ids) do
    local h = read(q, id)
    if h and h.state > RUNNING then
      forget(q, id, h)
    else
      push(q.done_gone, id)
      push(q.dead_gone, id)
    end
  end
end

local function trim(keys, args)
  local q = open(keys, args)
  local limit = tonumber(args[2])
  local done = call('ZRANGEBYSCORE', q.base .. 'done', '-inf', int(q.now), 'LIMIT', 0, limit)
  local old = call('ZCOUNT', q.base .. 'dead', '-inf', int(q.now - setting(q, 'dead_retention')))
  local over = call('ZCARD', q.base .. 'dead') - setting(q, 'dead_max')
  local many = math.min(math.max(old, over), limit - #done)
  local dead = many > 0 and call('ZRANGE', q.base .. 'dead', 0, many - 1) or {}
  local place, stale = tomb_place(q)
  drop(q, done)
  drop(q, dead)
  if stale then call('UNLINK', stale) end
  flush(q)
  local dropped = #done + #dead
  return { dropped, dropped >= limit and 1 or 0 }
end
