-- Customers on their phones: a line is a cookie and a path. With THINK each looks at a page for a while, mean so many ms.
local cookies, paths = {}, {}
for line in io.lines(os.getenv("BENCH_PATHS")) do
  local cookie, path = line:match("^(%S+) (%S+)$")
  cookies[#cookies + 1] = cookie
  paths[#paths + 1] = path
end
local think = tonumber(os.getenv("BENCH_THINK"))
math.randomseed(os.time())
local n = math.random(1, #paths)
function request()
  n = n % #paths + 1
  return wrk.format("GET", paths[n], { ["Cookie"] = "bihuan_customer=" .. cookies[n], ["Accept-Language"] = "zh-CN" })
end
if think > 0 then
  function delay() return math.random(think / 2, think * 3 / 2) end
end
-- Requests, microseconds, errors, mean, p50, p95, p99 (microseconds).
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d %d %d\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency.mean, latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
