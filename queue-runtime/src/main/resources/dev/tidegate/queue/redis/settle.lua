-- settle: what workers say of jobs they hold, mixed. allow-oom.
-- args: clock, seed 1..2147483646, then five per item: what, id, token, number, text
--   A ack: text = result or ''        F fail: number = own delay, -1 backoff, -2 never; text = failure
--   R release: number = delay         r the same, only if it was not started
--   S started                         E extend: number = ms, -1 full lease
--   P progress: text
-- reply: { now, two per item }: 1..8 settled, the job's state now, and 0; 10 held (11: and asked to
--   cancel) and the end of the lease; 20 lease lost and 0; 21 settled or lost long ago and 0
local HELD, HELD_CANCEL, LEASE_LOST, UNKNOWN = 10, 11, 20, 21
local KEEPS_LEASE = { S = true, E = true, P = true, r = true }
local ENDS = { A = true, F = true, R = true, r = true }

local FIRST, PER_ITEM = 3, 5

-- Reads all that the items need: tokens, headers and lease ends of the held, traces of the rest.
local function gather(q, args)
  local ids, held, jobs, lease_ends, traces = {}, {}, {}, {}, {}
  local timed, strange = {}, {}
  for at = FIRST, #args, PER_ITEM do ids[#ids + 1] = args[at + 1] end
  local tokens = call('HMGET', q.base .. 'tok', unpack(ids))
  for i, id in ipairs(ids) do
    local at = FIRST + (i - 1) * PER_ITEM
    if tokens[i] and not jobs[id] then
      held[id] = tokens[i]
      jobs[id] = read(q, id)
    end
    if tokens[i] ~= args[at + 2] then
      strange[#strange + 1] = id
    elseif KEEPS_LEASE[args[at]] then
      timed[#timed + 1] = id
    end
  end
  if #timed > 0 then
    local scores = call('ZMSCORE', q.base .. 'lease', unpack(timed))
    for i, id in ipairs(timed) do lease_ends[id] = tonumber(scores[i]) end
  end
  if #strange > 0 then
    local newer = q.stat.tomb or 'a'
    local first = call('HMGET', q.base .. 'tomb:' .. newer, unpack(strange))
    local second = call('HMGET', q.base .. 'tomb:' .. (newer == 'a' and 'b' or 'a'),
      unpack(strange))
    for i, id in ipairs(strange) do
      traces[id] = first[i] or second[i] or (call('EXISTS', job_key(q, id)) == 1 and 'record')
        or nil
    end
  end
  return held, jobs, lease_ends, traces
end

-- The answer to a token that is not valid: a repeated settle is told what it had done.
local function refuse(what, token, trace)
  if not trace then return UNKNOWN end
  if trace ~= 'record' and ENDS[what] then
    local state, fence = struct.unpack(TOMB, trace)
    if fence > 0 and string.sub(token, 1, #int(fence) + 1) == int(fence) .. '.' then return state end
  end
  return LEASE_LOST
end

local function ack(q, id, h, result)
  add(q, 'completed_total', 1)
  add(q, 'completed_run', math.max(0, q.now - h.at))
  add(q, 'completed_work', h.work)
  q.drained = q.drained + h.work
  if result ~= '' then note(q, id, h, 'r', result) end
  finish(q, id, h, DONE, result ~= '' and DEFAULTS.result_retention or 0)
end

local function give_back(q, id, h, delay)
  if has(h.flags, FLAG_CANCEL) then
    finish(q, id, h, CANCELLED, 0)
  else
    make_ready(q, id, h, delay, true)
  end
end

local function settle_fail(q, id, h, number, text)
  note(q, id, h, 'f', text)
  local delay
  if number == -2 then delay = 'never' elseif number >= 0 then delay = number end
  fail(q, id, h, delay, 'ATTEMPTS_EXHAUSTED')
end

local function extend(q, id, h, present, length)
  if h.state == DELIVERED then start(q, id, h) end
  local lease_end = extended_end(h, present, q.now, length)
  push(q.lease, int(lease_end), id)
  return lease_end
end

-- One item that ends a delivery.
local function conclude(q, what, id, h, number, text)
  if what == 'A' then
    ack(q, id, h, text)
  elseif what == 'F' then
    settle_fail(q, id, h, number, text)
  else
    give_back(q, id, h, number)
  end
end

local function settle(keys, args)
  local q = open(keys, args)
  q.seed = tonumber(args[2])
  q.drained = 0
  will_move(q)
  local held, jobs, lease_ends, traces = gather(q, args)
  local reply = { q.now }
  for at = FIRST, #args, PER_ITEM do
    local what, id, token = args[at], args[at + 1], args[at + 2]
    local number, text = tonumber(args[at + 3]), args[at + 4]
    local h = jobs[id]
    if not h or held[id] ~= token then
      push(reply, refuse(what, token, traces[id] or (h and 'record')), 0)
    elseif ENDS[what] and not (what == 'r' and h.state == RUNNING) then
      conclude(q, what, id, h, number, text)
      keep_tomb(q, id, h.state, tonumber(string.match(token, '^%d+')))
      held[id] = nil
      traces[id] = q.tomb[id]
      push(reply, h.state, 0)
    else
      if what == 'S' then
        lease_ends[id] = extend(q, id, h, lease_ends[id], full_lease(q, h))
      elseif what == 'E' then
        lease_ends[id] = extend(q, id, h, lease_ends[id], number < 0 and full_lease(q, h) or number)
      elseif what == 'P' then
        note(q, id, h, 'p', text)
      end
      push(reply, has(h.flags, FLAG_CANCEL) and HELD_CANCEL or HELD, lease_ends[id])
    end
  end
  if q.drained > 0 then drained(q, q.drained) end
  flush(q)
  return reply
end
