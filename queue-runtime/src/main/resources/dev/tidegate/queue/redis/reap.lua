-- reap: recovers jobs whose lease ended, at most `limit`. allow-oom.
-- args: clock, seed, limit, run id of the server, length of the grace in ms, longest gap
--   between two calls that needs no grace
-- reply: { made ready or scheduled, buried, 1 = more are due, next due or -1, grace until or -1 }
--
-- Grace: after the server was restarted or failed over, or nobody reaped for long, workers that are
-- alive had no chance to extend their leases; they get it before their jobs are given to others.
local function grace(q, run_id, length, gap)
  local known, tick = q.stat.run_id, figure(q, 'tick')
  local interrupted = known and (known ~= run_id or q.now - tick > gap)
  if interrupted and length > 0 and q.now - figure(q, 'grace_from') >= GRACE_PAUSE then
    put(q, 'grace_from', q.now)
    put(q, 'grace_until', q.now + length)
  end
  if known ~= run_id then put(q, 'run_id', run_id) end
  put(q, 'tick', q.now)
  return figure(q, 'grace_until')
end

local function lose(q, id, h)
  if h.state == DELIVERED then
    h.unstarted = math.min(h.unstarted + 1, 255)
    add(q, 'losses_total', 1)
    if has(h.flags, FLAG_CANCEL) then
      finish(q, id, h, CANCELLED, 0)
    elseif h.unstarted >= setting(q, 'max_unstarted') then
      bury(q, id, h, 'NEVER_STARTED')
    else
      make_ready(q, id, h, 0, true)
    end
  elseif h.timeout > 0 and q.now >= h.at + h.timeout then
    fail(q, id, h, nil, 'TIMED_OUT')
  else
    h.losses = math.min(h.losses + 1, 255)
    add(q, 'losses_total', 1)
    if has(h.flags, FLAG_CANCEL) then
      finish(q, id, h, CANCELLED, 0)
    elseif h.losses >= policy_of(q, h).max_losses then
      bury(q, id, h, 'POISON')
    else
      make_ready(q, id, h, 0, true)
    end
  end
end

local function reap(keys, args)
  local q = open(keys, args)
  q.seed = tonumber(args[2])
  local limit = tonumber(args[3])
  will_move(q)
  local grace_until = grace(q, args[4], tonumber(args[5]), tonumber(args[6]))
  local lease_key, moved, buried, more = q.base .. 'lease', 0, 0, 0
  if grace_until > q.now then
    flush(q)
    return { 0, 0, 0, grace_until, grace_until }
  end
  -- One more than the limit tells when the next is due.
  local flat = call('ZRANGE', lease_key, 0, limit, 'WITHSCORES')
  local next_due, jobs = -1, {}
  for i = 1, #flat, 2 do
    local score = tonumber(flat[i + 1])
    if score > q.now or i > 2 * limit then
      next_due = score
      if score <= q.now then more = 1 end
      break
    end
    jobs[i] = read(q, flat[i])
  end
  for i = 1, #flat, 2 do
    local id, h = flat[i], jobs[i]
    if tonumber(flat[i + 1]) > q.now or i > 2 * limit then break end
    if h and (h.state == DELIVERED or h.state == RUNNING) then
      lose(q, id, h)
      if h.state <= READY then moved = moved + 1 else buried = buried + 1 end
    else
      push(q.lease_gone, id)
    end
  end
  flush(q)
  return { moved, buried, more, next_due, -1 }
end
