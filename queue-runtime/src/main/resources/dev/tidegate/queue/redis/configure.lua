-- configure: changes settings; without fields it only reads. allow-oom: pausing and raising a limit
-- must work while the store is full.
-- args: clock, then field and value
-- reply: field and value of all settings that are set
local function configure(keys, args)
  local q = open(keys, args)
  local was_paused = q.cfg.paused_out == '1'
  if #args > 1 then
    call('HSET', q.base .. 'cfg', select(2, unpack(args)))
    for i = 2, #args, 2 do q.cfg[args[i]] = args[i + 1] end
  end
  if was_paused and q.cfg.paused_out ~= '1' and figure(q, 'ready') > 0 then wake(q) end
  local reply = {}
  for name, value in pairs(q.cfg) do push(reply, name, value) end
  return reply
end

-- settings: the same, read only. no-writes.
-- args: clock
local function settings(keys, args)
  return configure(keys, { args[1] })
end
