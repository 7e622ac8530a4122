-- wrk -s wrk.lua URL -- request.txt first-number [times text]
-- Sends the text of a request whole, with a number of its own in the place of each mark. Every answer has to hold the
-- last argument so many times, where there is one; else no answer is read, which is cheaper.
local mark = "@@@@@@@@@@@@"
local parts, number = {}, 0
local threads = {}
lacking = 0

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  local file = io.open(args[1], "rb")
  local text = file:read("*a")
  file:close()
  number = tonumber(args[2])
  local from = 1
  while true do
    local at = text:find(mark, from, true)
    if not at then break end
    parts[#parts + 1] = text:sub(from, at - 1)
    from = at + #mark
  end
  parts[#parts + 1] = text:sub(from)
  local times, wanted = tonumber(args[3] or 0), args[4]
  if times == 0 then return end
  function response(status, _, body)
    -- wrk itself counts one that is neither 2xx nor 3xx.
    if status <= 399 and count(body, wanted) < times then lacking = lacking + 1 end
  end
end

function count(text, wanted)
  local found, at, last = 0, text:find(wanted, 1, true)
  while at do
    found = found + 1
    at, last = text:find(wanted, last + 1, true)
  end
  return found
end

function request()
  number = number + 1
  return table.concat(parts, string.format("%012d", number))
end

function done(summary, latency)
  local errors = summary.errors
  local lacked = 0
  for _, thread in ipairs(threads) do lacked = lacked + thread:get("lacking") end
  io.write(string.format(
    '\n{"answers":%d,"seconds":%.6f,"failed":%d,"p50Ms":%.3f,"p99Ms":%.3f}\n',
    summary.requests, summary.duration / 1e6,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout + lacked,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
