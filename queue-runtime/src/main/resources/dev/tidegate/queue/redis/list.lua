-- list: jobs of one state in their order. no-writes.
-- args: clock, state, most jobs, cursor ('' = start; ready: priority|offset; else score|id)
-- reply: { next cursor or '', then eight per job as find }
local LIST_SCAN = 1000
local LIST_INDEX = {
  [SCHEDULED] = 'later', [DELIVERED] = 'lease', [RUNNING] = 'lease', [DEAD] = 'dead',
  [DONE] = 'done', [CANCELLED] = 'done', [EXPIRED] = 'done',
}

local function list_ready(q, most, cursor, reply)
  local priority, offset = string.match(cursor, '^(%d)|(%d+)$')
  priority, offset = tonumber(priority) or 0, tonumber(offset) or 0
  local shown, scanned, seen = 0, 0, {}
  while priority <= 2 do
    local ids = call('LRANGE', q.base .. 'ready:' .. priority, offset, offset + most - 1)
    for i, id in ipairs(ids) do
      if shown == most or scanned == LIST_SCAN then
        return priority .. '|' .. int(offset + i - 1)
      end
      scanned = scanned + 1
      local text = call('GET', job_key(q, id))
      if text and not seen[id] and decode(text).state == READY then
        seen[id] = true
        shown = shown + 1
        view(q, id, text, reply)
      end
    end
    offset = offset + #ids
    if #ids < most then priority, offset = priority + 1, 0 end
  end
  return ''
end

local function list_sorted(q, state, most, cursor, reply)
  local key = q.base .. LIST_INDEX[state]
  local from = rank_after(key, cursor)
  local found = call('ZRANGE', key, from, from + most - 1, 'WITHSCORES')
  for i = 1, #found, 2 do
    local text = call('GET', job_key(q, found[i]))
    if text and (LIST_INDEX[state] ~= 'done' or decode(text).state == state) then
      view(q, found[i], text, reply)
    end
  end
  if #found / 2 < most or call('ZCARD', key) <= from + most then return '' end
  return found[#found] .. '|' .. found[#found - 1]
end

local function list(keys, args)
  local q = open(keys, args)
  local state, most, reply = tonumber(args[2]), tonumber(args[3]), { '' }
  if state == READY then
    reply[1] = list_ready(q, most, args[4], reply)
  else
    reply[1] = list_sorted(q, state, most, args[4], reply)
  end
  return reply
end
