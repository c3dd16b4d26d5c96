-- One complaint after another, each with its own idempotency key and text.
local lines = {}
for line in io.lines(os.getenv("BENCH_BODIES")) do lines[#lines + 1] = line end
local n = 0
local base = tostring(math.random(1, 1000000000))
math.randomseed(os.time())
function setup(thread) thread:set("id", tostring(math.random(1, 1000000000))) end
function request()
  n = n + 1
  wrk.headers["Idempotency-Key"] = id .. "-" .. n
  return wrk.format("POST", nil, nil, lines[(n % #lines) + 1])
end
-- The figures as one line: requests, seconds, errors, p50, p95, p99 (microseconds).
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d %d\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
