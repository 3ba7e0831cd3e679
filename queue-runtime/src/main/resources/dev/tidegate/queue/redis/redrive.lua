-- redrive: makes dead jobs ready again, one bounded step. Not allow-oom: it brings work back.
-- args: clock, limit, cursor (score|id, '' = start), type ('' = all), died after, died
--   before (exclusive), ids (none = all)
-- reply: { moved, skipped, next cursor ('' = that was all) }
local function revive(q, id, h)
  h.attempts, h.losses, h.unstarted, h.expires = 0, 0, 0, 0
  h.flags = bit.band(h.flags, bit.bnot(FLAG_CANCEL))
  if has(h.flags, FLAG_LIMITS) then q.unlimited[id] = true end
  make_ready(q, id, h, 0, false)
end

local function discard_dead(q, id, h)
  keep_tomb(q, id, DEAD, 0)
  forget(q, id, h)
end

-- The part of a dead-letter walk that redrive and discard share; `act` does the one or the other.
local function walk_dead(q, args, act)
  local limit, cursor, kind = tonumber(args[2]), args[3], args[4]
  local after, before = tonumber(args[5]), tonumber(args[6])
  local key, moved, skipped, next_cursor = q.base .. 'dead', 0, 0, ''
  local found = {}
  if #args > 6 then
    for i = 7, #args do push(found, args[i], 0) end
  else
    local from = rank_after(key, cursor)
    found = call('ZRANGE', key, from, from + limit - 1, 'WITHSCORES')
    if #found / 2 == limit and call('ZCARD', key) > from + limit then
      next_cursor = cursor == '' and '0|' or cursor
    end
  end
  local jobs, types = {}, {}
  for i = 1, #found, 2 do
    local id = found[i]
    local h = read(q, id)
    jobs[id] = h
    if h and kind ~= '' then
      types[id] = call('GETRANGE', job_key(q, id), h.offset, h.offset + h.type_size - 1)
    end
  end
  for i = 1, #found, 2 do
    local id, h = found[i], jobs[found[i]]
    if not h or h.state ~= DEAD then
      skipped = skipped + 1
    elseif (kind == '' or types[id] == kind) and h.at > after and h.at < before then
      act(q, id, h)
      moved = moved + 1
      jobs[id] = nil
    elseif next_cursor ~= '' then
      -- Only what stays can mark the place: what was moved is gone from the set.
      next_cursor = found[i + 1] .. '|' .. id
    end
  end
  return { moved, skipped, next_cursor }
end

local function redrive(keys, args)
  local q = open(keys, args)
  q.unlimited = {}
  will_move(q)
  local reply = walk_dead(q, args, revive)
  flush(q)
  for id in pairs(q.unlimited) do
    call('SETRANGE', job_key(q, id), CORE_SIZE + 4, struct.pack('>I6', 0))
  end
  return reply
end
