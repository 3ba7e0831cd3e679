-- What all functions of the queue share. The loader puts in front of this text:
--   DEFAULTS  what holds where a queue's settings say nothing (QueueDefaults in Java)
--
-- Keys. keys[1] of every function is <prefix>{<queue>.<shard>}:stat; all other keys of the shard
-- are built from its text and carry the same hash tag:
--   stat            HASH    figures, fence, clock, drain rate, recovery grace
--   cfg             HASH    settings that differ from DEFAULTS
--   job:<id>        STRING  header (below), type, body
--   ext:<id>        HASH    f failure, p progress, r result, d reason of death; where there is any
--   ready:<0|1|2>   LIST    ids, HIGH, NORMAL, LOW. May hold ids that left the state READY: the
--                           record decides, such ids are skipped when they come to the head
--   lease           ZSET    id -> end of its lease; jobs in flight
--   tok             HASH    id -> token, fence.session.attempt; jobs in flight
--   later           ZSET    id -> due; jobs SCHEDULED
--   ttl             ZSET    id -> instant; jobs queued that expire
--   done            ZSET    id -> kept until; records of jobs that ended
--   dead            ZSET    id -> died at
--   tomb:a, tomb:b  HASH    id -> state (1 byte), fence (7 bytes) of its last settle
--
-- Arguments. args[1] is '': the server's clock counts. Tests put an instant in epoch ms there.
--
-- Every function first reads and checks everything, then writes with commands that cannot fail.

local call

-- The record's header. The same layout stands in JobRecordLayout in Java.
-- version, state, priority, flags, attempts, lease losses, delivery losses, accounted ms,
-- enqueued at, at, length of type, length of body
local CORE = '>BBBBI2BBI4I6I6BI4'
-- What changes in it, from byte 1 on: state to at
local MOVING = '>BBBI2BBI4I6I6'
local CORE_SIZE = 29
-- Behind it where FLAG_LIMITS is set: timeout, expires at, retention, and the retry policy: max
-- attempts (0 = the queue's policy), first and longest backoff, multiplier and jitter in
-- thousandths, max lease losses
local LIMITS = '>I4I6I5I2I4I4I2I2B'
local LIMITS_SIZE = 30
local NO_RETENTION = 1099511627775
local FLAG_CANCEL, FLAG_LIMITS, FLAG_EXT = 1, 2, 4

local SCHEDULED, READY, DELIVERED, RUNNING, DONE, DEAD, CANCELLED, EXPIRED = 1, 2, 3, 4, 5, 6, 7, 8

-- Figures of stat that follow a job's state: how many, and how much work.
local COUNT = { 'scheduled', 'ready', 'delivered', 'running' }
local WORK = { 'scheduled_work', 'ready_work', 'flight_work', 'flight_work' }

local TOMB = '>BI7'
local TOMB_ENTRIES = 100000
local TOMB_AGE = 600000
local DRAIN_WINDOW = 60000
local GRACE_PAUSE = 300000

local function clock_micros(given)
  if given ~= '' then return given * 1000 end
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function int(n)
  return string.format('%.0f', n)
end

local function has(flags, flag)
  return bit.band(flags, flag) ~= 0
end

-- ---- the call: clock, figures, settings, and the writes it collects

local function open(keys, args)
  call = redis.call
  local micros = clock_micros(args[1])
  local base = string.sub(keys[1], 1, -5)
  local q = {
    base = base, stat_key = keys[1], micros = micros, now = math.floor(micros / 1000),
    stat = {}, dirty = {}, cfg = {},
    set = {}, gone = {}, ext = {}, front = {}, back = {},
    lease = {}, lease_gone = {}, later = {}, later_gone = {}, ttl = {}, ttl_gone = {},
    done = {}, done_gone = {}, dead = {}, dead_gone = {}, tomb = {}, tok = {},
  }
  local flat = call('HGETALL', keys[1])
  for i = 1, #flat, 2 do q.stat[flat[i]] = flat[i + 1] end
  flat = call('HGETALL', base .. 'cfg')
  for i = 1, #flat, 2 do q.cfg[flat[i]] = flat[i + 1] end
  -- A clock that steps back a little must not make leases longer or fences fall.
  local last = tonumber(q.stat.clock) or 0
  if q.now < last and last - q.now <= 60000 then q.now = last end
  return q
end

local function figure(q, name)
  return tonumber(q.stat[name]) or 0
end

local function put(q, name, value)
  q.stat[name] = value
  q.dirty[name] = true
end

local function add(q, name, delta)
  q.stat[name] = (tonumber(q.stat[name]) or 0) + delta
  q.dirty[name] = true
end

local function setting(q, name)
  return tonumber(q.cfg[name]) or DEFAULTS[name]
end

local function job_key(q, id)
  return q.base .. 'job:' .. id
end

-- ---- records

local function decode(text)
  local _, state, priority, flags, attempts, losses, unstarted, work, enqueued, at, type_size, size =
    struct.unpack(CORE, text)
  local h = {
    state = state, priority = priority, flags = flags, attempts = attempts, losses = losses,
    unstarted = unstarted, work = work, enqueued = enqueued, at = at, type_size = type_size,
    size = size, timeout = 0, expires = 0, retention = NO_RETENTION, max_attempts = 0,
    offset = CORE_SIZE,
  }
  if has(flags, FLAG_LIMITS) then
    h.timeout, h.expires, h.retention, h.max_attempts, h.first, h.longest, h.factor, h.jitter,
      h.max_losses = struct.unpack(LIMITS, text, CORE_SIZE + 1)
    h.offset = CORE_SIZE + LIMITS_SIZE
  end
  return h
end

local function read(q, id)
  local text = call('GETRANGE', job_key(q, id), 0, CORE_SIZE + LIMITS_SIZE - 1)
  if text == '' then return nil end
  return decode(text)
end

local function push(list, a, b)
  local n = #list
  list[n + 1] = a
  if b ~= nil then list[n + 2] = b end
end

-- ---- moves: change the header in memory, the figures, and note the writes

local function leave(q, id, h)
  local state = h.state
  if state <= RUNNING then
    add(q, COUNT[state], -1)
    add(q, WORK[state], -h.work)
    add(q, 'bytes', -h.size)
    if state >= DELIVERED then
      push(q.lease_gone, id)
    else
      if state == SCHEDULED then push(q.later_gone, id) end
      if h.expires > 0 then push(q.ttl_gone, id) end
    end
  elseif state == DEAD then
    push(q.dead_gone, id)
  else
    push(q.done_gone, id)
  end
end

local function enter(q, id, h, state)
  h.state = state
  q.set[id] = h
  if state <= RUNNING then
    add(q, COUNT[state], 1)
    add(q, WORK[state], h.work)
    add(q, 'bytes', h.size)
    if state <= READY and h.expires > 0 then push(q.ttl, int(h.expires), id) end
  end
end

local function make_ready(q, id, h, delay, first)
  leave(q, id, h)
  if delay > 0 then
    h.at = q.now + delay
    enter(q, id, h, SCHEDULED)
    push(q.later, int(h.at), id)
  else
    h.at = q.now
    enter(q, id, h, READY)
    local line = first and q.front or q.back
    line[h.priority] = line[h.priority] or {}
    push(line[h.priority], id)
  end
end

local function keep_tomb(q, id, state, fence)
  q.tomb[id] = struct.pack(TOMB, state, fence)
end

local function forget(q, id, h)
  leave(q, id, h)
  q.set[id] = nil
  q.gone[id] = h
end

-- The job is over: DONE, CANCELLED or EXPIRED. Its record stays where retention asks for it.
local function finish(q, id, h, state, least_retention)
  local retention = h.retention
  if retention == NO_RETENTION then
    retention = math.max(least_retention, setting(q, 'done_retention'))
  end
  keep_tomb(q, id, state, 0)
  if retention <= 0 then
    forget(q, id, h)
    h.state = state
    return
  end
  leave(q, id, h)
  h.at = q.now
  enter(q, id, h, state)
  push(q.done, int(q.now + retention), id)
end

-- A handler began: the figures move, the lease's end is the caller's matter.
local function start(q, id, h)
  add(q, 'delivered', -1)
  add(q, 'running', 1)
  h.state = RUNNING
  h.at = q.now
  q.set[id] = h
end

-- Keeps something said of a job beside its record.
local function note(q, id, h, field, value)
  h.flags = bit.bor(h.flags, FLAG_EXT)
  q.set[id] = h
  q.ext[id] = q.ext[id] or {}
  push(q.ext[id], field, value)
end

local function bury(q, id, h, reason)
  leave(q, id, h)
  h.at = q.now
  enter(q, id, h, DEAD)
  push(q.dead, int(q.now), id)
  note(q, id, h, 'd', reason)
  add(q, 'dead_total', 1)
end

-- ---- rules (readable in dev.tidegate.queue.policy)

local function full_lease(q, h)
  local length = math.floor(h.work * setting(q, 'lease_factor') / 1000)
  return math.min(DEFAULTS.longest_lease, math.max(length, setting(q, 'lease_floor')))
end

local function extended_end(h, present, now, length)
  local lease_end = math.max(present, now + math.min(length, DEFAULTS.longest_lease))
  if h.timeout > 0 then lease_end = math.min(lease_end, h.at + h.timeout) end
  return lease_end
end

local function policy_of(q, h)
  if h.max_attempts > 0 then return h end
  local text = q.cfg.retry or DEFAULTS.retry
  local p = {}
  p.max_attempts, p.first, p.longest, p.factor, p.jitter, p.max_losses =
    string.match(text, '^(%d+),(%d+),(%d+),(%d+),(%d+),(%d+)$')
  for k, v in pairs(p) do p[k] = tonumber(v) end
  return p
end

-- Park and Miller's generator: the seed comes from outside, a call's items draw in turn.
local function chance(q)
  q.seed = (q.seed * 16807) % 2147483647
  return q.seed / 2147483647
end

local function backoff(q, policy, failures)
  local plain = math.min(policy.longest, policy.first * (policy.factor / 1000) ^ (failures - 1))
  return math.floor(plain * (1 + policy.jitter / 1000 * (2 * chance(q) - 1)))
end

local function fail(q, id, h, delay, exhausted)
  local policy = policy_of(q, h)
  h.attempts = math.min(h.attempts + 1, 65535)
  add(q, 'failed_total', 1)
  if has(h.flags, FLAG_CANCEL) then
    finish(q, id, h, CANCELLED, 0)
  elseif delay == 'never' then
    bury(q, id, h, 'PERMANENT_FAILURE')
  elseif h.attempts >= policy.max_attempts then
    bury(q, id, h, exhausted)
  else
    make_ready(q, id, h, delay or backoff(q, policy, h.attempts), false)
  end
end

-- ---- drain rate: work done per millisecond, older work fading out over a minute

local function faded(q)
  local work, span, last = figure(q, 'drain_work'), figure(q, 'drain_span'), figure(q, 'drain_at')
  if last == 0 then return 0, 0 end
  local e = math.exp(-math.max(0, q.now - last) / DRAIN_WINDOW)
  return work * e, span * e + DRAIN_WINDOW * (1 - e)
end

local function drained(q, work)
  local before, span = faded(q)
  q.stat.drain_work = string.format('%.6f', before + work)
  q.stat.drain_span = string.format('%.6f', span)
  q.dirty.drain_work, q.dirty.drain_span = true, true
  put(q, 'drain_at', q.now)
end

-- How long a job that comes now is likely to wait; nil where no rate was seen.
local function expected_wait(q)
  local work, span = faded(q)
  if work < 1 or span < 1 then return nil end
  return math.floor(figure(q, 'ready_work') * span / work)
end

-- ---- writing

local function write(command, key, list)
  if #list > 0 then call(command, key, unpack(list)) end
end

-- Where traces go, and which older set to drop first because the present one is full or old.
local function tomb_place(q)
  local current = q.stat.tomb or 'a'
  local other = current == 'a' and 'b' or 'a'
  local size = call('HLEN', q.base .. 'tomb:' .. current)
  if size >= TOMB_ENTRIES or (size > 0 and q.now - figure(q, 'tomb_at') > TOMB_AGE) then
    put(q, 'tomb', other)
    put(q, 'tomb_at', q.now)
    return q.base .. 'tomb:' .. other, q.base .. 'tomb:' .. other
  end
  return q.base .. 'tomb:' .. current, nil
end

local function write_tombs(q, place, drop)
  if drop then call('UNLINK', drop) end
  local list = {}
  for id, text in pairs(q.tomb) do push(list, id, text) end
  call('HSET', place, unpack(list))
end

local function write_lines(q)
  for priority, list in pairs(q.back) do
    call('RPUSH', q.base .. 'ready:' .. priority, unpack(list))
  end
  for priority, list in pairs(q.front) do
    local reversed = {}
    for i = #list, 1, -1 do reversed[#reversed + 1] = list[i] end
    call('LPUSH', q.base .. 'ready:' .. priority, unpack(reversed))
  end
end

local function write_records(q)
  for id, h in pairs(q.set) do
    call('SETRANGE', job_key(q, id), 1, struct.pack(MOVING, h.state, h.priority, h.flags,
      h.attempts, h.losses, h.unstarted, h.work, h.enqueued, h.at))
  end
  local gone = {}
  for id, h in pairs(q.gone) do
    gone[#gone + 1] = job_key(q, id)
    if has(h.flags, FLAG_EXT) then gone[#gone + 1] = q.base .. 'ext:' .. id end
  end
  if #gone > 0 then call('UNLINK', unpack(gone)) end
  for id, fields in pairs(q.ext) do
    if not q.gone[id] then call('HSET', q.base .. 'ext:' .. id, unpack(fields)) end
  end
end

local function write_stat(q)
  if next(q.dirty) == nil then return end
  q.stat.clock = q.now
  q.dirty.clock = true
  local list = {}
  for name in pairs(q.dirty) do
    local value = q.stat[name]
    push(list, name, type(value) == 'number' and int(value) or value)
  end
  call('HSET', q.stat_key, unpack(list))
end

-- Tells those who wait: work came to an empty queue, or something falls due earlier than before.
local function wake(q)
  local prefix, name = string.match(q.base, '^(.*){(.*)%.%d+}:$')
  call('PUBLISH', prefix .. 'wake', name)
end

local function earlier(q)
  if #q.later == 0 then return false end
  local head = call('ZRANGE', q.base .. 'later', 0, 0, 'WITHSCORES')
  if #head == 0 then return true end
  for i = 1, #q.later, 2 do
    if tonumber(q.later[i]) < tonumber(head[2]) then return true end
  end
  return false
end

-- Carries out everything that was noted. Nothing is read for a decision after its first lines.
local function flush(q)
  local base = q.base
  local woken = earlier(q) or (q.was_empty and figure(q, 'ready') > 0)
  local place, drop
  if next(q.tomb) ~= nil then place, drop = tomb_place(q) end
  write_records(q)
  write('ZREM', base .. 'later', q.later_gone)
  write('ZREM', base .. 'ttl', q.ttl_gone)
  write('ZREM', base .. 'done', q.done_gone)
  write('ZREM', base .. 'dead', q.dead_gone)
  write('ZADD', base .. 'lease', q.lease)
  write('HSET', base .. 'tok', q.tok)
  write('ZREM', base .. 'lease', q.lease_gone)
  write('HDEL', base .. 'tok', q.lease_gone)
  write('ZADD', base .. 'later', q.later)
  write('ZADD', base .. 'ttl', q.ttl)
  write('ZADD', base .. 'done', q.done)
  write('ZADD', base .. 'dead', q.dead)
  write_lines(q)
  if place then write_tombs(q, place, drop) end
  write_stat(q)
  if woken then wake(q) end
end

local function will_move(q)
  q.was_empty = figure(q, 'ready') <= 0
end

-- ---- reading for people

-- The place behind a cursor `score|id` in a sorted set.
local function rank_after(key, cursor)
  local score, id = string.match(cursor, '^(%-?%d+)|(.*)$')
  if not score then return 0 end
  local rank = call('ZRANK', key, id)
  if rank then return rank + 1 end
  return call('ZCOUNT', key, '-inf', '(' .. score)
end

-- Everything of one job, as the Java side reads it: id, record, token, lease end, f, p, r, d.
local function view(q, id, text, list)
  local h = decode(text)
  local token, lease_end, ext = '', '', { '', '', '', '' }
  if h.state == DELIVERED or h.state == RUNNING then
    token = call('HGET', q.base .. 'tok', id) or ''
    lease_end = call('ZSCORE', q.base .. 'lease', id) or ''
  end
  if has(h.flags, FLAG_EXT) then
    ext = call('HMGET', q.base .. 'ext:' .. id, 'f', 'p', 'r', 'd')
  end
  push(list, id, text)
  push(list, token, lease_end)
  for i = 1, 4 do list[#list + 1] = ext[i] or '' end
end
