-- The registry of the fleet. All keys start with keys[1] = <prefix>{fleet}: and all functions are
-- allow-oom: the fleet must not vanish because a queue fills the store.
--   <kind>:<id>      STRING PX  an entry
--   <kind>           ZSET       id -> end of its time to live
--   leader           HASH       holder, epoch, ends, previous
--   epoch            STRING     newest epoch that wrote
--   journal          HASH       key -> epoch (16 digits) | written at (13 digits) | value
-- Directives are entries whose value is preceded by their epoch in 16 digits.
-- args[1], where it is called clock, is as everywhere: '' for the server's.
local STALE = 'STALE_EPOCH'
local ENTRIES_AT_ONCE = 10000
local JOURNAL_KEYS = 1000

local function fleet_now(args)
  return math.floor(clock_micros(args[1]) / 1000)
end

local function put_entry(base, kind, id, value, now, ttl)
  redis.call('SET', base .. kind .. ':' .. id, value, 'PX', int(ttl))
  redis.call('ZADD', base .. kind, int(now + ttl), id)
end

local function living(base, kind, now)
  return redis.call('ZRANGEBYSCORE', base .. kind, '(' .. int(now), '+inf', 'LIMIT', 0,
    ENTRIES_AT_ONCE)
end

-- id and value of every living entry, read in slices that fit a call.
local function entries_of(base, kind, now)
  local ids, reply = living(base, kind, now), {}
  for from = 1, #ids, 500 do
    local names = {}
    for i = from, math.min(from + 499, #ids) do names[#names + 1] = base .. kind .. ':' .. ids[i] end
    local values = redis.call('MGET', unpack(names))
    for i, value in ipairs(values) do
      if value then push(reply, ids[from + i - 1], value) end
    end
  end
  return reply
end

-- The newest epoch that wrote or was granted; nil if the given one may write.
local function newer_epoch(base, epoch)
  local seen = tonumber(redis.call('GET', base .. 'epoch')) or 0
  local granted = tonumber(redis.call('HGET', base .. 'leader', 'epoch') or 0)
  local newest = math.max(seen, granted)
  return tonumber(epoch) < newest and newest or nil
end

local function refuse_epoch(newest)
  return redis.error_reply(STALE .. ' a newer leader has written: epoch ' .. int(newest))
end

-- entry_put: args: clock, kind, id, value, ttl ms. reply: 1
local function entry_put(keys, args)
  local now = fleet_now(args)
  local over = redis.call('ZRANGEBYSCORE', keys[1] .. args[2], '-inf', int(now), 'LIMIT', 0, 100)
  put_entry(keys[1], args[2], args[3], args[4], now, tonumber(args[5]))
  for _, id in ipairs(over) do
    if id ~= args[3] then redis.call('ZREM', keys[1] .. args[2], id) end
  end
  return 1
end

-- entry_remove: args: kind, id. reply: 1
local function entry_remove(keys, args)
  redis.call('UNLINK', keys[1] .. args[1] .. ':' .. args[2])
  redis.call('ZREM', keys[1] .. args[1], args[2])
  return 1
end

-- entry_get: args: clock, kind, id. reply: value or false
local function entry_get(keys, args)
  local ends = tonumber(redis.call('ZSCORE', keys[1] .. args[2], args[3]) or 0)
  if ends <= fleet_now(args) then return false end
  return redis.call('GET', keys[1] .. args[2] .. ':' .. args[3])
end

-- entry_list: args: clock, kind. reply: id and value of each living entry
local function entry_list(keys, args)
  return entries_of(keys[1], args[2], fleet_now(args))
end

-- directive_put: args: clock, kind, epoch, ttl ms, then id and value. All or none.
-- reply: 1, or error STALE_EPOCH
local function directive_put(keys, args)
  local newest = newer_epoch(keys[1], args[3])
  if newest then return refuse_epoch(newest) end
  local now, epoch = fleet_now(args), string.format('%016.0f', args[3])
  redis.call('SET', keys[1] .. 'epoch', args[3])
  for i = 5, #args, 2 do
    put_entry(keys[1], args[2], args[i], epoch .. args[i + 1], now, tonumber(args[4]))
  end
  return 1
end

-- directive_remove: args: kind, epoch, ids. reply: 1, or error STALE_EPOCH
local function directive_remove(keys, args)
  local newest = newer_epoch(keys[1], args[2])
  if newest then return refuse_epoch(newest) end
  redis.call('SET', keys[1] .. 'epoch', args[2])
  for i = 3, #args do entry_remove(keys, { args[1], args[i] }) end
  return 1
end

-- directive_clear: whatever the epoch. args: clock, kind. reply: how many there were
local function directive_clear(keys, args)
  local ids = living(keys[1], args[2], fleet_now(args))
  for _, id in ipairs(ids) do entry_remove(keys, { args[2], id }) end
  return #ids
end

-- leader_acquire: args: clock, holder, lease ms
-- reply: { 1 = granted, holder, epoch, ends, remaining, end of the lease before or 0 }
local function leader_acquire(keys, args)
  local key, now = keys[1] .. 'leader', fleet_now(args)
  local known = redis.call('HMGET', key, 'holder', 'epoch', 'ends', 'previous')
  local holder, epoch = known[1], tonumber(known[2] or 0)
  local ends, previous = tonumber(known[3] or 0), tonumber(known[4] or 0)
  if ends > now and holder ~= args[2] then
    return { 0, holder, epoch, ends, ends - now, previous }
  end
  if ends <= now then
    local seen = tonumber(redis.call('GET', keys[1] .. 'epoch')) or 0
    epoch, previous = math.max(math.max(epoch, seen) + 1, now * 1000), ends
  end
  ends = now + tonumber(args[3])
  redis.call('HSET', key, 'holder', args[2], 'epoch', int(epoch), 'ends', int(ends), 'previous',
    int(previous))
  return { 1, args[2], epoch, ends, ends - now, previous }
end

-- leader_release: args: clock, holder, epoch. reply: 1 = it was given up
local function leader_release(keys, args)
  local key, now = keys[1] .. 'leader', fleet_now(args)
  local known = redis.call('HMGET', key, 'holder', 'epoch', 'ends')
  if known[1] ~= args[2] or tonumber(known[2] or 0) ~= tonumber(args[3]) then return 0 end
  redis.call('HSET', key, 'ends', int(math.min(tonumber(known[3]), now)))
  return 1
end

-- journal_put: args: clock, key, epoch, value
-- reply: written at, or error STALE_EPOCH or JOURNAL_FULL
local function journal_put(keys, args)
  local key, newest = keys[1] .. 'journal', newer_epoch(keys[1], args[3])
  if newest then return refuse_epoch(newest) end
  if redis.call('HEXISTS', key, args[2]) == 0 and redis.call('HLEN', key) >= JOURNAL_KEYS then
    return redis.error_reply('JOURNAL_FULL the journal holds ' .. JOURNAL_KEYS .. ' keys')
  end
  local now = fleet_now(args)
  redis.call('SET', keys[1] .. 'epoch', args[3])
  redis.call('HSET', key, args[2],
    string.format('%016.0f%013.0f', args[3], now) .. args[4])
  return now
end

-- journal_delete: args: key, epoch. reply: 1, or error STALE_EPOCH
local function journal_delete(keys, args)
  local newest = newer_epoch(keys[1], args[2])
  if newest then return refuse_epoch(newest) end
  redis.call('SET', keys[1] .. 'epoch', args[2])
  redis.call('HDEL', keys[1] .. 'journal', args[1])
  return 1
end

-- journal_list: args: prefix. reply: key and text of each entry. At most 1,000, so in one call.
local function journal_list(keys, args)
  local flat, reply = redis.call('HGETALL', keys[1] .. 'journal'), {}
  for i = 1, #flat, 2 do
    if string.sub(flat[i], 1, #args[1]) == args[1] then push(reply, flat[i], flat[i + 1]) end
  end
  return reply
end

-- clock: args: clock. reply: epoch ms
local function clock(keys, args)
  return fleet_now(args)
end
