-- wrk -s wrk.lua URL -- request.txt first-number
-- Sends the text of a request whole, with a number of its own in the place of each mark.
local mark = "@@@@@@@@@@@@"
local parts, number = {}, 0

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
end

function request()
  number = number + 1
  return table.concat(parts, string.format("%012d", number))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"answers":%d,"seconds":%.6f,"failed":%d,"p50Ms":%.3f,"p99Ms":%.3f}\n',
    summary.requests, summary.duration / 1e6,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
