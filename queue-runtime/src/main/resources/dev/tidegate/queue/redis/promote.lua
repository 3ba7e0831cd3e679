-- promote: makes scheduled jobs ready whose time has come and ends queued ones whose time is over,
-- at most `limit` together. allow-oom: a retry must come back also while the store is full.
-- args: clock, limit
-- reply: { made ready, expired, 1 = more are due, next due or -1 }
local function due(q, name, limit)
  if limit <= 0 then return {} end
  return call('ZRANGEBYSCORE', q.base .. name, '-inf', int(q.now), 'LIMIT', 0, limit)
end

local function next_of(q, name)
  local head = call('ZRANGE', q.base .. name, 0, 0, 'WITHSCORES')
  return tonumber(head[2]) or math.huge
end

local function promote(keys, args)
  local q = open(keys, args)
  local limit = tonumber(args[2])
  will_move(q)
  local jobs, expired = {}, due(q, 'ttl', limit)
  local ready = due(q, 'later', limit - #expired)
  for _, id in ipairs(expired) do jobs[id] = read(q, id) end
  for _, id in ipairs(ready) do jobs[id] = jobs[id] or read(q, id) end
  local moved, ended = 0, 0
  for _, id in ipairs(expired) do
    local h = jobs[id]
    if h and h.state <= READY then
      finish(q, id, h, EXPIRED, 0)
      ended = ended + 1
    else
      push(q.ttl_gone, id)
    end
  end
  for _, id in ipairs(ready) do
    local h = jobs[id]
    if h and h.state == SCHEDULED and not q.gone[id] then
      make_ready(q, id, h, 0, false)
      moved = moved + 1
    elseif not h then
      push(q.later_gone, id)
    end
  end
  flush(q)
  local at = math.min(next_of(q, 'later'), next_of(q, 'ttl'))
  return { moved, ended, #expired + #ready >= limit and 1 or 0, at == math.huge and -1 or at }
end
