-- cancel: ends queued jobs, marks jobs in flight. allow-oom.
-- args: clock, ids
-- reply: one number per id: the state it had, 0 = no record
local function cancel(keys, args)
  local q = open(keys, args)
  local reply, jobs = {}, {}
  for i = 2, #args do jobs[args[i]] = read(q, args[i]) end
  for i = 2, #args do
    local id = args[i]
    local h = jobs[id]
    reply[#reply + 1] = h and h.state or 0
    if h and h.state <= READY then
      finish(q, id, h, CANCELLED, 0)
      if q.gone[id] then jobs[id] = nil end
    elseif h and h.state <= RUNNING then
      h.flags = bit.bor(h.flags, FLAG_CANCEL)
      q.set[id] = h
    end
  end
  flush(q)
  return reply
end
