-- Pages from a list of paths, one after the other.
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local n = math.random(1, #paths)
function request()
  n = n + 1
  return wrk.format("GET", paths[(n % #paths) + 1])
end
-- The figures as one line: requests, seconds, errors, p50, p95, p99 (microseconds).
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d %d\n", summary.requests, summary.duration,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
