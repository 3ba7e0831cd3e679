-- lease: hands jobs over. allow-oom, so that workers drain a full store.
-- args: clock, then per request: session, most jobs, most bytes, 1 = start at once,
--   number of types (0 = all), the types
-- reply: { now, delivery lease, lease factor, lease floor, one array per request }
--   of a request: why it is blocked ('' nothing, E empty, P paused), when to ask again or -1,
--   then four per job: id, record as it was, fence, end of its lease
local LEASE_SCAN = 256
local LEASE_CHUNK = 64

-- Reads ready ids and their records ahead, a chunk at a time, without taking them off.
local function look_ahead(q, window, want, bytes)
  local live = figure(q, 'ready') + figure(q, 'scheduled') + figure(q, 'delivered')
    + figure(q, 'running')
  local average = math.max(1, figure(q, 'bytes') / math.max(1, live))
  local chunk = math.max(1, math.min(want, LEASE_CHUNK, LEASE_SCAN - window.scanned,
    math.floor(bytes / average) + 1))
  local ids = call('LRANGE', window.key, window.read, window.read + chunk - 1)
  if #ids == 0 then
    window.ended = true
    return
  end
  local job_keys = {}
  for i, id in ipairs(ids) do job_keys[i] = job_key(q, id) end
  local texts = call('MGET', unpack(job_keys))
  for i, id in ipairs(ids) do
    local text = texts[i]
    window[window.read + i] = { id = id, text = text, h = text and decode(text) }
  end
  window.read = window.read + #ids
  window.scanned = window.scanned + #ids
end

-- Whether the entry is a job to give away; an entry that is none is marked as used up.
local function usable(q, entry, taken)
  if entry.used then return false end
  local h = entry.h
  if not h or h.state ~= READY or taken[entry.id] then
    entry.used = true
    return false
  end
  if h.expires > 0 and h.expires <= q.now then
    entry.used = true
    taken[entry.id] = true
    finish(q, entry.id, h, EXPIRED, 0)
    return false
  end
  return true
end

local function wanted(request, entry)
  if not request.types then return true end
  local h = entry.h
  return request.types[string.sub(entry.text, h.offset + 1, h.offset + h.type_size)]
end

local function deliver(q, request, entry)
  local id, h = entry.id, entry.h
  q.fence = q.fence + 1
  leave(q, id, h)
  h.at = q.now
  local lease_end
  if request.start then
    enter(q, id, h, RUNNING)
    lease_end = extended_end(h, 0, q.now, full_lease(q, h))
  else
    enter(q, id, h, DELIVERED)
    lease_end = q.now + q.delivery
  end
  push(q.lease, int(lease_end), id)
  push(q.tok, id, int(q.fence) .. '.' .. request.session .. '.' .. (h.attempts + 1))
  push(request.reply, id, entry.text)
  push(request.reply, q.fence, lease_end)
  q.delivered = q.delivered + 1
end

-- Serves one request from one priority; true if the request is satisfied.
local function serve(q, request, window, taken)
  local i = window.first
  while true do
    if i > window.read then
      if window.ended or window.scanned >= LEASE_SCAN then return false end
      look_ahead(q, window, request.jobs, request.bytes)
      if window.ended then return false end
    end
    local entry = window[i]
    if usable(q, entry, taken) and wanted(request, entry) then
      if request.given > 0 and entry.h.size > request.bytes then return true end
      entry.used = true
      taken[entry.id] = true
      request.bytes = request.bytes - entry.h.size
      request.jobs = request.jobs - 1
      request.given = request.given + 1
      deliver(q, request, entry)
      if request.jobs == 0 then return true end
    end
    if entry.used and i == window.first then window.first = i + 1 end
    i = i + 1
  end
end

-- Takes what was used up off the line; what was passed over goes back in its order.
local function take_off(window)
  local last = 0
  for i = 1, window.read do
    if window[i].used then last = i end
  end
  if last == 0 then return end
  call('LPOP', window.key, last)
  local back = {}
  for i = last, 1, -1 do
    if not window[i].used then back[#back + 1] = window[i].id end
  end
  if #back > 0 then call('LPUSH', window.key, unpack(back)) end
end

local function parse_request(args, at)
  local request = {
    session = args[at], jobs = tonumber(args[at + 1]), bytes = tonumber(args[at + 2]),
    start = args[at + 3] == '1', given = 0, reply = { '', -1 },
  }
  local types = tonumber(args[at + 4])
  if types > 0 then
    request.types = {}
    for i = 1, types do request.types[args[at + 4 + i]] = true end
  end
  return request, at + 5 + types
end

local function lease(keys, args)
  local q = open(keys, args)
  q.delivery = setting(q, 'delivery')
  q.fence = math.max(figure(q, 'fence'), q.micros - 1)
  q.delivered = 0
  local reply = { q.now, q.delivery, setting(q, 'lease_factor'), setting(q, 'lease_floor') }
  local windows, taken = {}, {}
  for priority = 0, 2 do
    windows[priority] = {
      key = q.base .. 'ready:' .. priority, read = 0, scanned = 0, first = 1, ended = false,
    }
  end
  local paused, next_due = q.cfg.paused_out == '1', nil
  local at = 2
  while at <= #args do
    local request
    request, at = parse_request(args, at)
    reply[#reply + 1] = request.reply
    local satisfied = false
    for priority = 0, 2 do
      if paused or satisfied then break end
      satisfied = serve(q, request, windows[priority], taken)
    end
    if paused then
      request.reply[1] = 'P'
    elseif not satisfied then
      request.reply[1] = 'E'
      if not next_due then
        local head = call('ZRANGE', q.base .. 'later', 0, 0, 'WITHSCORES')
        next_due = head[2] and tonumber(head[2]) or -1
        for priority = 0, 2 do
          -- There may be more behind what one call may look at: ask again at once.
          if windows[priority].scanned >= LEASE_SCAN then next_due = q.now end
        end
      end
      request.reply[2] = next_due
    end
  end
  for priority = 0, 2 do take_off(windows[priority]) end
  if q.delivered > 0 then
    put(q, 'fence', q.fence)
    add(q, 'delivered_total', q.delivered)
  end
  flush(q)
  return reply
end
