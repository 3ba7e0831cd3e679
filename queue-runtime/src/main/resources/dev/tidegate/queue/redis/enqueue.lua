-- enqueue: accepts jobs. Not allow-oom: at maxmemory producers are refused, workers are not.
-- args: clock, then three per job:
--   id
--   what the function needs: priority (B), flags (B), expected ms or 0 (I4), not before or 0 (I6),
--     expires at or 0 (I6), length of type (B), length of body (I4), big endian
--   limits where FLAG_LIMITS is set, type, body: stored as they are
-- reply: { one letter per job, expected wait in ms or -1, ms after which a full queue may have room }
--   A accepted, D known already, M known with another type or body, P paused, F full
local ENQUEUE_HEAD = '>BBI4I6I6BI4'

local function rest_of(text)
  local size = CORE_SIZE
  if has(string.byte(text, 4), FLAG_LIMITS) then size = size + LIMITS_SIZE end
  return string.sub(text, size + 1)
end

local function same(known, flags, rest)
  local fresh = has(flags, FLAG_LIMITS) and string.sub(rest, LIMITS_SIZE + 1) or rest
  return rest_of(known) == fresh
end

local function enqueue(keys, args)
  local q = open(keys, args)
  local n = (#args - 1) / 3
  local ids, job_keys = {}, {}
  for i = 1, n do
    ids[i] = args[i * 3 - 1]
    job_keys[i] = job_key(q, ids[i])
  end
  local known = call('MGET', unpack(job_keys))
  local tomb_a = call('HMGET', q.base .. 'tomb:a', unpack(ids))
  local tomb_b = call('HMGET', q.base .. 'tomb:b', unpack(ids))

  will_move(q)
  local paused = q.cfg.paused_in == '1'
  local max_length, max_bytes = setting(q, 'max_length'), setting(q, 'max_bytes')
  local length = figure(q, 'ready') + figure(q, 'scheduled') + figure(q, 'delivered')
    + figure(q, 'running')
  local bytes, default_work = figure(q, 'bytes'), setting(q, 'expected')
  local letters, fresh, accepted, ready, work, ready_work = {}, {}, {}, 0, 0, 0
  local before = bytes
  for i = 1, n do
    local id, rest = ids[i], args[i * 3 + 1]
    local priority, flags, expected, not_before, expires, type_size, size =
      struct.unpack(ENQUEUE_HEAD, args[i * 3])
    local text = known[i] or accepted[id]
    if text then
      letters[i] = same(text, flags, rest) and 'D' or 'M'
    elseif tomb_a[i] or tomb_b[i] then
      letters[i] = 'D'
    elseif paused then
      letters[i] = 'P'
    elseif (max_length > 0 and length >= max_length) or (max_bytes > 0 and bytes + size > max_bytes)
    then
      letters[i] = 'F'
    else
      letters[i] = 'A'
      length, bytes = length + 1, bytes + size
      local spent, state, at = expected > 0 and expected or default_work, READY, q.now
      if not_before > q.now then
        state, at = SCHEDULED, not_before
        push(q.later, int(at), id)
        add(q, 'scheduled', 1)
        add(q, 'scheduled_work', spent)
      else
        ready, ready_work = ready + 1, ready_work + spent
        local line = q.back[priority]
        if not line then
          line = {}
          q.back[priority] = line
        end
        line[#line + 1] = id
      end
      if expires > 0 then push(q.ttl, int(expires), id) end
      work = work + spent
      text = struct.pack(CORE, 1, state, priority, flags, 0, 0, 0, spent, q.now, at, type_size,
        size) .. rest
      accepted[id] = text
      push(fresh, job_keys[i], text)
    end
  end
  if #fresh > 0 then
    call('MSET', unpack(fresh))
    if ready > 0 then
      add(q, 'ready', ready)
      add(q, 'ready_work', ready_work)
    end
    add(q, 'bytes', bytes - before)
    add(q, 'enqueued_total', #fresh / 2)
    add(q, 'enqueued_work', work)
    flush(q)
  end
  local wait = expected_wait(q) or -1
  return { table.concat(letters), wait, wait > 0 and math.min(wait, 30000) or 1000 }
end
