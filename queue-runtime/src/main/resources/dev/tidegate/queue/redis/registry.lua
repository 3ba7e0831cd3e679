-- register: notes that queues are in use. allow-oom.
-- keys: <prefix>{fleet}:queues, a ZSET of names, all of score 0. args: names
-- reply: how many were new
local function register(keys, args)
  local added = 0
  for _, name in ipairs(args) do added = added + redis.call('ZADD', keys[1], 0, name) end
  return added
end

-- queues: names by their order. no-writes.
-- keys: <prefix>{fleet}:queues. args: the name to go on behind ('' = start), how many
-- reply: names
local function queues(keys, args)
  local from = args[1] == '' and '-' or '(' .. args[1]
  return redis.call('ZRANGEBYLEX', keys[1], from, '+', 'LIMIT', 0, args[2])
end
